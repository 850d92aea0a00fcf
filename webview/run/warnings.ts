import { type MetricSpec, primaryOf } from '../../extension/protocol/metrics.js';
import type { RunColumns, RunView, SampleBands } from '../../extension/protocol/runPage.js';
import { valuesOf } from './curves.js';
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

/** Into which a curve is parted to smooth it; a third of them is a whole number. */
const stretches = 30;

/**
 * What is wrong with a run, the worst first.
 *
 * @param bands of its samples, by step, as far as they are known
 */
export function warningsOf(
  { state, failure, warning, totalSteps, metrics }: Judged,
  columns: RunColumns,
  bands: readonly Pick<SampleBands, 'step' | 'spread'>[],
): Warning[] {
  const judged = metrics.filter(({ better, seldom }) => better && !seldom);
  const isNotFinite = failure === 'notFinite' || judged.some(metric => valuesOf(columns, metric).some(Number.isNaN));
  const checks: [Warning, boolean][] = [
    ['notFinite', isNotFinite],
    ['failed', state === 'failed' && !isNotFinite],
    ['interrupted', state === 'interrupted'],
    ['unreadable', state === 'unreadable'],
    ['unwritten', warning !== undefined],
    ['collapse', hasCollapsed(bands, totalSteps)],
    ['risingGradient', hasRisingGradient(columns, metrics)],
    ['plateau', isOnPlateau(columns, metrics)],
  ];
  return checks.flatMap(([warning, holds]) => (holds ? [warning] : []));
}

type Judged = Pick<RunView, 'state' | 'failure' | 'warning' | 'totalSteps' | 'metrics'>;

/**
 * Whether the primary metric stands still although steps are still large: its best over the last third of the run is not 1 %
 * better than the best before, while the mean learning rate of that third is above 30 % of its highest so far. Of a metric
 * of every step the means of 30 stretches of equal length count; of one that comes now and then every value.
 */
export function isOnPlateau(columns: RunColumns, metrics: readonly MetricSpec[]): boolean {
  const primary = primaryOf(metrics);
  const rate = metrics.find(({ role }) => role === 'rate');
  if (!primary || !rate) return false;
  const values = valuesOf(columns, primary);
  const n = values.length;
  if (n < (primary.seldom ? stretches : enoughSteps)) return false;
  const parts = primary.seldom ? n : stretches;
  const means = Array.from({ length: parts }, (_, i) => mean(values, (i * n) / parts, ((i + 1) * n) / parts));
  const best = (some: number[]) => (primary.better === 'higher' ? Math.max(...some) : Math.min(...some));
  const third = Math.floor((2 * parts) / 3);
  const [before, recent] = [best(means.slice(0, third)), best(means.slice(third))];
  const gain = primary.better === 'higher' ? recent - before : before - recent;
  const rates = valuesOf(columns, rate);
  const highest = rates.reduce((high, value) => Math.max(high, value), 0);
  return gain < 0.01 * Math.abs(before) && mean(rates, (2 * rates.length) / 3, rates.length) > 0.3 * highest;
}

/** Whether the median of the gradient norm over the last tenth of the steps is three times that of the third before. */
export function hasRisingGradient(columns: RunColumns, metrics: readonly MetricSpec[]): boolean {
  const gradient = metrics.find(({ role }) => role === 'gradient');
  const norms = gradient ? valuesOf(columns, gradient) : new Float64Array();
  const n = norms.length;
  if (n < enoughSteps) return false;
  const recent = Math.floor(0.9 * n);
  return median(norms.slice(recent)) > 3 * median(norms.slice(Math.floor(0.57 * n), recent));
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
