import type { MetricSpec } from '../../protocol/metrics.js';
import type { MetricsRecord } from '../runs/metricsRecord.js';

/** One quantity over the steps of a run; steps without a finite value are left out. */
export interface Series {
  steps: number[];
  values: number[];
}

/** A stretch of neighbouring steps as one point of a curve. */
export interface Bin {
  /** Middle of the stretch. */
  step: number;
  min: number;
  max: number;
  /** Moving mean at the middle. */
  smooth: number;
}

/** A series as it is drawn. */
export interface Curve {
  bins: Bin[];
  /** Steps that one bin stands for; 1 = every value is drawn. */
  perBin: number;
  /** Values that the moving mean averages; 1 = no smoothing. */
  window: number;
}

const maxBins = 500;
/** Share of a curve that the moving mean spans: wide enough to calm batches, narrow enough to show turns. */
const smoothing = 1 / 25;

/** The series of `value` over `records`. */
function seriesOf<T extends { step: number }>(records: readonly T[], value: (record: T) => number): Series {
  const series: Series = { steps: [], values: [] };
  for (const record of records) {
    const y = value(record);
    if (!Number.isFinite(y)) continue;
    series.steps.push(record.step);
    series.values.push(y);
  }
  return series;
}

/** The series of a metric as it is shown, over the records that it is measured in. */
export function metricSeries(records: readonly MetricsRecord[], { id, per = 1, seldom = false }: MetricSpec): Series {
  const own = records.filter(({ isSeldom }) => isSeldom === seldom);
  return seriesOf(own, ({ values }) => (values[id] ?? Number.NaN) / per);
}

/**
 * At most 500 bins with the lowest and highest value of each, so that no spike is lost however long the run was, and a
 * moving mean of the unthinned values.
 */
export function curveOf({ steps, values }: Series, smooth: boolean): Curve {
  const n = values.length;
  const perBin = Math.max(1, Math.ceil(n / maxBins));
  const half = smooth && n >= 20 ? Math.max(1, Math.round((n * smoothing) / 2)) : 0;
  const sums = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) sums[i + 1] = sums[i]! + values[i]!;
  const bins: Bin[] = [];
  for (let from = 0; from < n; from += perBin) {
    const to = Math.min(n, from + perBin);
    let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = from; i < to; i++) {
      min = Math.min(min, values[i]!);
      max = Math.max(max, values[i]!);
    }
    const middle = Math.floor((from + to - 1) / 2);
    const [first, end] = [Math.max(0, middle - half), Math.min(n, middle + half + 1)];
    bins.push({ step: steps[middle]!, min, max, smooth: (sums[end]! - sums[first]!) / (end - first) });
  }
  return { bins, perBin, window: 2 * half + 1 };
}
