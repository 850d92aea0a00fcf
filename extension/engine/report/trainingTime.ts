import type { MetricsRecord } from '../runs/metricsLog.js';

/** A step that took so many times the usual step was not a step but a pause between two sittings. */
const pauseFactor = 50;

/** Seconds that the run spent training, without the pauses between being stopped and resumed. */
export function trainingSeconds(metrics: readonly MetricsRecord[]): number {
  const times = metrics.map(record => Date.parse(record.time)).filter(Number.isFinite);
  const gaps = times.slice(1).map((time, i) => Math.max(0, time - times[i]!));
  if (gaps.length === 0) return 0;
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)]!;
  const limit = Math.max(60_000, pauseFactor * usual);
  return gaps.reduce((sum, gap) => sum + (gap > limit ? usual : gap), usual) / 1000;
}
