import type { MetricSpec } from '../../protocol/metrics.js';
import type { Evaluator } from '../evaluation/evaluator.js';
import type { Method } from '../methods/method.js';
import { trainingMetrics } from '../metrics/training.js';
import { precisionFor } from '../runtime/precision.js';
import { lossScaleMetrics } from './lossScale.js';

/**
 * What a run measures. What leading evaluators find comes before the loss, and so decides which checkpoint is the best; what others
 * find comes behind it.
 */
export function runMetrics(
  { metrics, encoder }: Pick<Method, 'metrics' | 'encoder'>,
  evaluators: readonly Pick<Evaluator, 'metrics' | 'leads'>[],
): readonly MetricSpec[] {
  const found = (leading: boolean) =>
    evaluators.filter(({ leads }) => leads === leading).flatMap(evaluator => evaluator.metrics);
  const scaled = precisionFor(encoder).precision === 'float16' ? lossScaleMetrics : [];
  return [...found(true), ...metrics, ...found(false), ...trainingMetrics, ...scaled];
}
