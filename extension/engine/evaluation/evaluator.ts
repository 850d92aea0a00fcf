import type { MetricSpec, MetricValues } from '../../protocol/metrics.js';
import type { Source } from '../data/source.js';

/** What an evaluation found. */
export interface Evaluation {
  values: MetricValues;
  /** What the values are the summary of, as plain data for the run folder. */
  details?: Readonly<Record<string, unknown>>;
  /** What the values do not cover, as a sentence. */
  warning?: string;
}

/** Measures now and then what a model that trains is worth. */
export interface Evaluator {
  /** What it measures. */
  readonly metrics: readonly MetricSpec[];
  /** Whether its first metric, and not the loss, decides which checkpoint is the best. */
  readonly leads: boolean;
  /** Epochs from one evaluation to the next; the last epoch is always evaluated. */
  readonly every: number;
  /**
   * Looks at what it needs before the training starts.
   *
   * @param source what the model learns from
   * @throws UserError when the evaluation could not be made
   */
  prepare(source: Source): Promise<void>;
  /** Measures the model as it is. @throws UserError when nothing is left that it could be measured on */
  run(): Promise<Evaluation>;
  dispose(): void;
}
