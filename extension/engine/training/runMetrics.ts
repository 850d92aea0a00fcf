import type { MetricSpec } from '../../protocol/metrics.js';
import type { Evaluator } from '../evaluation/evaluator.js';
import type { Method } from '../methods/method.js';
import { trainingMetrics } from '../metrics/training.js';

/** What a run measures: what evaluators find comes before the loss, and so decides which checkpoint is the best. */
export function runMetrics(
  { metrics }: Pick<Method, 'metrics'>,
  evaluators: readonly Pick<Evaluator, 'metrics'>[],
): readonly MetricSpec[] {
  return [...evaluators.flatMap(evaluator => evaluator.metrics), ...metrics, ...trainingMetrics];
}
