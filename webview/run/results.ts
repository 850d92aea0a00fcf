import { trainingSeconds } from '../../extension/engine/report/trainingTime.js';
import { isBetter, type MetricSpec, paceMetrics } from '../../extension/protocol/metrics.js';
import type { MetricsColumns, RunColumns } from '../../extension/protocol/runPage.js';
import { valuesOf } from './curves.js';

/** What came out of a run, as far as its metrics tell. NaN where they do not. */
export interface RunResults {
  /** Spent training, without pauses. */
  seconds: number;
  /** Median over the steps. */
  imagesPerSecond: number;
}

/** What came out of a run by one metric. */
export interface MetricResult {
  last: number;
  /** The best of an epoch (its mean, or what was measured in it), and which one that was, counted from 1. */
  best: number;
  bestEpoch: number;
}

export function resultsOf({ steps }: RunColumns): RunResults {
  const { time, values } = steps;
  return {
    seconds: time.length > 1 ? trainingSeconds(time) : Number.NaN,
    imagesPerSecond: median(values[paceMetrics[0]!.id] ?? new Float64Array()),
  };
}

export function metricResult(columns: RunColumns, metric: MetricSpec, stepsPerEpoch: number | undefined): MetricResult {
  const last = valuesOf(columns, metric).at(-1) ?? Number.NaN;
  let [best, bestEpoch] = [Number.NaN, Number.NaN];
  const { seldom, id } = metric;
  for (const [epoch, value] of seldom ? rowsOf(columns.seldom, id) : epochMeans(columns.steps, metric, stepsPerEpoch)) {
    if (isBetter(metric, value, best)) [best, bestEpoch] = [value, epoch + 1];
  }
  return { last, best, bestEpoch };
}

function* rowsOf({ epoch, values }: MetricsColumns, id: string): Generator<[epoch: number, value: number]> {
  const column = values[id] ?? new Float64Array();
  for (let i = 0; i < column.length; i++) yield [epoch[i]!, column[i]!];
}

/** Epochs of which steps are missing do not count: they may have the easy ones. */
function* epochMeans(
  { epoch, values }: MetricsColumns,
  { id, partOf }: MetricSpec,
  stepsPerEpoch: number | undefined,
): Generator<[epoch: number, mean: number]> {
  const isPart = partOf !== undefined;
  const column = values[id] ?? new Float64Array();
  for (let from = 0; from < column.length; ) {
    let to = from;
    while (to < column.length && epoch[to] === epoch[from]) to++;
    const mean = meanOf(column.subarray(from, to), isPart);
    if (to - from === stepsPerEpoch) yield [epoch[from]!, mean];
    from = to;
  }
}

/** @param sparse whether values that are no numbers are left out; otherwise they spoil the mean */
function meanOf(values: Float64Array, sparse: boolean): number {
  const there = sparse ? values.filter(Number.isFinite) : values;
  return there.reduce((sum, value) => sum + value, 0) / there.length;
}

/** Of the finite values. */
export function median(values: Float64Array): number {
  const sorted = values.filter(Number.isFinite).sort();
  return sorted.length > 0 ? sorted[Math.floor(sorted.length / 2)]! : Number.NaN;
}
