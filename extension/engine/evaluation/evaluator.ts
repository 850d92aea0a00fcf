import type { MetricSpec, MetricValues } from '../../protocol/metrics.js';
import type { Source } from '../data/source.js';

/** Images of an evaluation, so far and in all. */
export interface EvaluationProgress {
  done: number;
  total: number;
}

/** Measures now and then what a model that trains is worth. */
export interface Evaluator {
  /** What it measures. */
  readonly metrics: readonly MetricSpec[];
  /** Epochs from one evaluation to the next; the last epoch is always evaluated. */
  readonly every: number;
  /**
   * Looks at what it needs before the training starts.
   *
   * @param source what the model learns from
   * @throws UserError when the evaluation could not be made
   */
  prepare(source: Source): Promise<void>;
  /** Measures the model as it is. */
  run(): AsyncGenerator<EvaluationProgress, MetricValues>;
  dispose(): void;
}
