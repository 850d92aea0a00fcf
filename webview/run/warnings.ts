import { type MetricSpec, primaryOf } from '../../extension/protocol/metrics.js';
import type { RunColumns, RunView, SampleBands } from '../../extension/protocol/runPage.js';
import { partsOf, valuesOf } from './curves.js';
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
    ['plateau', isOnPlateau(columns, metrics, totalSteps)],
  ];
  return checks.flatMap(([warning, holds]) => (holds ? [warning] : []));
}

type Judged = Pick<RunView, 'state' | 'failure' | 'warning' | 'totalSteps' | 'metrics'>;

/**
 * Whether the primary metric, or each of its parts where it has some, stands still although steps are still large: its best over the
 * last third is not 1 % better than the best before, while the mean learning rate of that third is above 30 % of its highest so far.
 * Nothing is said during the warm-up and the first tenth of the run, and what was measured then does not count. Of a metric of every
 * step the means of 30 stretches of equal length are compared; of one that comes now and then every value.
 */
export function isOnPlateau(columns: RunColumns, metrics: readonly MetricSpec[], totalSteps: number): boolean {
  const primary = primaryOf(metrics);
  const rate = metrics.find(({ role }) => role === 'rate');
  if (!primary || !rate) return false;
  const { step } = columns.steps;
  const rates = valuesOf(columns, rate);
  const highest = rates.reduce((high, value) => Math.max(high, value), 0);
  const start = Math.max(step[rates.indexOf(highest)] ?? 0, totalSteps / 10);
  const isHigh = mean(rates, (2 * rates.length) / 3, rates.length) > 0.3 * highest;
  const parts = partsOf(metrics, primary);
  const judged = parts.length > 0 ? parts : [primary];
  return isHigh && judged.every(metric => standsStill(columns, metric, start));
}

/** @param start the step that is waited for */
function standsStill(columns: RunColumns, metric: MetricSpec, start: number): boolean {
  const { step, values: all } = metric.seldom ? columns.seldom : columns.steps;
  const from = step.findIndex(value => value >= start);
  const values = (all[metric.id] ?? new Float64Array()).subarray(from < 0 ? step.length : from);
  const n = values.length;
  if (n < (metric.seldom ? stretches : enoughSteps)) return false;
  const parts = metric.seldom ? n : stretches;
  const means = Array.from({ length: parts }, (_, i) => mean(values, (i * n) / parts, ((i + 1) * n) / parts));
  const third = Math.floor((2 * parts) / 3);
  const best = (some: number[]) => (metric.better === 'higher' ? Math.max(...some) : Math.min(...some));
  const [before, recent] = [means.slice(0, third), means.slice(third)].map(some => best(some.filter(Number.isFinite)));
  const gain = metric.better === 'higher' ? recent! - before! : before! - recent!;
  return gain < 0.01 * Math.abs(before!);
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

/** Of what is finite. */
function mean(values: Float64Array, from: number, to: number): number {
  const part = values.subarray(Math.round(from), Math.round(to)).filter(Number.isFinite);
  return part.reduce((sum, value) => sum + value, 0) / part.length;
}
