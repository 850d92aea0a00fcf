import type { MetricsColumns, RunView, SampleBands } from '../../extension/protocol/runPage.js';
import { median } from './results.js';

/** Something about a run that a person should look at. */
export type Warning =
  | 'failed'
  | 'interrupted'
  | 'unreadable'
  | 'notFinite'
  | 'unwritten'
  | 'plateau'
  | 'risingGradient'
  | 'collapse';

/** Fewer steps say nothing yet. */
const enoughSteps = 200;

/**
 * What is wrong with a run, the worst first.
 *
 * @param bands of its samples, by step, as far as they are known
 */
export function warningsOf(
  { state, message = '', warning, totalSteps }: Pick<RunView, 'state' | 'message' | 'warning' | 'totalSteps'>,
  columns: MetricsColumns,
  bands: readonly Pick<SampleBands, 'step' | 'spread'>[],
): Warning[] {
  const isNotFinite = /not finite/.test(message) || columns.loss.some(Number.isNaN);
  const checks: [Warning, boolean][] = [
    ['notFinite', isNotFinite],
    ['failed', state === 'failed' && !isNotFinite],
    ['interrupted', state === 'interrupted'],
    ['unreadable', state === 'unreadable'],
    ['unwritten', warning !== undefined],
    ['collapse', hasCollapsed(bands, totalSteps)],
    ['risingGradient', hasRisingGradient(columns)],
    ['plateau', isOnPlateau(columns)],
  ];
  return checks.flatMap(([warning, holds]) => (holds ? [warning] : []));
}

/**
 * Whether the loss stands still although steps are still large: the best of the smoothed loss over the last third of the
 * steps is not 1 % lower than the best before, while the mean learning rate of that third is above 30 % of its highest so
 * far. Smoothed: means of 30 stretches of equal length, whole numbers of which make a third.
 */
export function isOnPlateau({ loss, lr }: MetricsColumns): boolean {
  const n = loss.length;
  if (n < enoughSteps) return false;
  const stretches = 30;
  const means = Array.from({ length: stretches }, (_, i) => mean(loss, (i * n) / stretches, ((i + 1) * n) / stretches));
  const before = Math.min(...means.slice(0, (2 * stretches) / 3));
  const recent = Math.min(...means.slice((2 * stretches) / 3));
  const highest = lr.reduce((high, value) => Math.max(high, value), 0);
  return recent > 0.99 * before && mean(lr, (2 * n) / 3, n) > 0.3 * highest;
}

/** Whether the median of the gradient norm over the last tenth of the steps is three times that of the third before. */
export function hasRisingGradient({ gradNorm }: MetricsColumns): boolean {
  const n = gradNorm.length;
  if (n < enoughSteps) return false;
  const recent = Math.floor(0.9 * n);
  return median(gradNorm.slice(recent)) > 3 * median(gradNorm.slice(Math.floor(0.57 * n), recent));
}

/**
 * Whether the model gives nearly the same for every image: over the newest two samples, predictions differ by less than
 * 1 % of what the images do. A run that learns may come down to 3 %, as the demo does: the masked loss asks nothing of what
 * the masks keep, which is most of what images differ in. A network that has just been initialised gives the same for
 * everything too: the first tenth of the run does not count.
 */
export function hasCollapsed(bands: readonly Pick<SampleBands, 'step' | 'spread'>[], totalSteps: number): boolean {
  const newest = bands.slice(-2);
  return newest.length === 2 && newest.every(({ step, spread }) => step >= totalSteps / 10 && spread < 0.01);
}

function mean(values: Float64Array, from: number, to: number): number {
  const part = values.subarray(Math.round(from), Math.round(to));
  return part.reduce((sum, value) => sum + value, 0) / part.length;
}
