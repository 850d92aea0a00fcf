import type { MetricSpec, MetricValues } from '../../protocol/metrics.js';
import { significant } from '../text/format.js';

/** 'gradient norm' */
export function nameOf({ label, short }: MetricSpec): string {
  return short ?? label.toLowerCase();
}

/** 'Memory (GB)' */
export function titleOf({ label, unit }: MetricSpec): string {
  return unit ? `${label} (${unit})` : label;
}

/** '0.331', '71.25 %'. @param digits that count; more only flicker where a value changes with every step */
export function valueText({ unit, per = 1 }: MetricSpec, value: number, digits = 4): string {
  const text = significant(Number((value / per).toPrecision(digits)));
  return unit ? `${text} ${unit}` : text;
}

/** 'loss 0.3310', for a line that is written again with every step. */
export function lineText(spec: MetricSpec, value: number): string {
  const { format } = spec;
  const text = format === 'fixed' ? value.toFixed(4) : format && value.toExponential(2);
  return `${nameOf(spec)} ${text ?? valueText(spec, value)}`;
}

/** What stands for a run in a few words: the first metric that has a value. 'loss 0.331' */
export function headline(metrics: readonly MetricSpec[], values: MetricValues, digits?: number): string | undefined {
  const spec = metrics.find(({ id }) => Number.isFinite(values[id]));
  return spec && `${nameOf(spec)} ${valueText(spec, values[spec.id]!, digits)}`;
}
