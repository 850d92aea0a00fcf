import { allMetrics, type MetricSpec, paceMetrics } from '../../extension/protocol/metrics.js';
import type { RunColumns, RunView } from '../../extension/protocol/runPage.js';

/** What curves are drawn over. */
export type Across = 'step' | 'epoch';

/** A curve: x rises. */
export interface Points {
  x: Float64Array;
  y: Float64Array;
}

const none = new Float64Array();

/** What has a chart of its own: all that the runs measure; of a single run, parts are drawn with what they are parts of. */
export function chartsOf(runs: readonly Pick<RunView, 'metrics'>[]): MetricSpec[] {
  const all = allMetrics([...runs.map(({ metrics }) => metrics), paceMetrics]);
  return runs.length === 1 ? all.filter(({ partOf }) => !partOf) : all;
}

/** The metrics that are parts of another one. */
export function partsOf(metrics: readonly MetricSpec[], { id }: MetricSpec): MetricSpec[] {
  return metrics.filter(({ partOf }) => partOf === id);
}

/** The shown values of a metric over steps, or over finished epochs where it is known how many steps they have. */
export function pointsOf(
  columns: RunColumns,
  { id, per = 1, seldom, partOf }: MetricSpec,
  run: Pick<RunView, 'stepsPerEpoch'>,
  across: Across,
): Points {
  const { step, values } = seldom ? columns.seldom : columns.steps;
  const y = values[id];
  if (!y) return { x: none, y: none };
  const steps = run.stepsPerEpoch;
  const x = across === 'epoch' && steps ? step.map(value => value / steps) : step;
  const shown = per === 1 ? y : y.map(value => value / per);
  // Of what is measured seldom, other metrics have rows too; and not every step has every part.
  return seldom || partOf
    ? { x: x.filter((_, i) => Number.isFinite(y[i])), y: shown.filter(Number.isFinite) }
    : { x, y: shown };
}

/** The recorded values of a metric, those that are there. */
export function valuesOf(columns: RunColumns, { id, seldom, partOf }: MetricSpec): Float64Array {
  const values = (seldom ? columns.seldom : columns.steps).values[id] ?? none;
  return seldom || partOf ? values.filter(Number.isFinite) : values;
}

/** The newest value of each metric that has one. */
export function newestOf(columns: RunColumns, metrics: readonly MetricSpec[]): Record<string, number> {
  const newest = metrics.map(metric => [metric.id, valuesOf(columns, metric).at(-1) ?? Number.NaN] as const);
  return Object.fromEntries(newest.filter(([, value]) => Number.isFinite(value)));
}

/** Epochs compare runs whose epochs have different numbers of steps. */
export function usualAcross(runs: readonly RunView[]): Across {
  const steps = new Set(runs.map(({ stepsPerEpoch }) => stepsPerEpoch));
  return steps.size > 1 && !steps.has(undefined) ? 'epoch' : 'step';
}
