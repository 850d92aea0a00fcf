import { trainingSeconds } from '../../extension/engine/report/trainingTime.js';
import type { MetricsColumns } from '../../extension/protocol/runPage.js';

/** What came out of a run, as far as its metrics tell. NaN where they do not. */
export interface RunResults {
  lastLoss: number;
  /** Lowest mean loss of a whole epoch, and which one it was, counted from 1. */
  bestLoss: number;
  bestEpoch: number;
  /** Spent training, without pauses. */
  seconds: number;
  /** Median over the steps. */
  imagesPerSecond: number;
}

export function resultsOf(columns: MetricsColumns, stepsPerEpoch: number | undefined): RunResults {
  const { loss, imagesPerSecond, time } = columns;
  return {
    lastLoss: loss.at(-1) ?? Number.NaN,
    ...bestEpoch(columns, stepsPerEpoch),
    seconds: time.length > 1 ? trainingSeconds(time) : Number.NaN,
    imagesPerSecond: median(imagesPerSecond),
  };
}

/** Epochs of which steps are missing do not count: they may have the easy ones. */
function bestEpoch(
  { epoch, loss }: MetricsColumns,
  stepsPerEpoch: number | undefined,
): Pick<RunResults, 'bestLoss' | 'bestEpoch'> {
  let [best, which] = [Number.NaN, Number.NaN];
  for (let from = 0; from < epoch.length; ) {
    let [to, sum] = [from, 0];
    for (; to < epoch.length && epoch[to] === epoch[from]; to++) sum += loss[to]!;
    const mean = sum / (to - from);
    if (to - from === stepsPerEpoch && !(mean >= best)) [best, which] = [mean, epoch[from]! + 1];
    from = to;
  }
  return { bestLoss: best, bestEpoch: which };
}

/** Of the finite values. */
export function median(values: Float64Array): number {
  const sorted = values.filter(Number.isFinite).sort();
  return sorted.length > 0 ? sorted[Math.floor(sorted.length / 2)]! : Number.NaN;
}
