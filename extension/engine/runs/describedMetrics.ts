import {
  array,
  boolean,
  check,
  fallback,
  finite,
  type GenericSchema,
  maxLength,
  maxValue,
  minValue,
  number,
  object,
  optional,
  picklist,
  pipe,
  regex,
  string,
  transform,
} from 'valibot';
import { type MetricSpec, type RunKind, type RunViewName, reservedIds, runViewNames } from '../../protocol/metrics.js';
import { frequencyKind, frequencyViews, usualMetrics } from '../metrics/recorded.js';

/** More than anybody looks at. */
const MOST_METRICS = 64;

const id = pipe(
  string(),
  regex(/^[A-Za-z][\w./-]{0,63}$/),
  check(text => !reservedIds.includes(text)),
);
const words = pipe(string(), maxLength(200));
/** What a newer version says otherwise is not said. */
const oneOf = <const T extends readonly string[]>(options: T) => fallback(optional(picklist(options)), undefined);

const metric: GenericSchema<unknown, MetricSpec> = object({
  id,
  label: words,
  short: optional(words),
  unit: optional(words),
  per: optional(pipe(number(), finite(), minValue(1e-12), maxValue(1e12))),
  note: optional(words),
  better: oneOf(['lower', 'higher']),
  seldom: optional(boolean()),
  exact: optional(boolean()),
  log: optional(boolean()),
  format: oneOf(['fixed', 'scientific']),
  role: oneOf(['rate', 'gradient']),
  limit: optional(words),
  definedBy: optional(pipe(array(words), maxLength(64))),
  tag: optional(words),
} satisfies Record<keyof MetricSpec, GenericSchema>);

const kind: GenericSchema<unknown, RunKind> = object({ name: words, label: words });
const views: GenericSchema<unknown, RunViewName[]> = pipe(
  array(string()),
  transform(names => runViewNames.filter(name => names.includes(name))),
);

/** What a `run.json` says of what its run measures; runs of older versions were all of one kind. */
export const described = {
  kind: optional(kind, frequencyKind),
  metrics: optional(pipe(array(metric), maxLength(MOST_METRICS)), [...usualMetrics]),
  views: optional(views, [...frequencyViews]),
};
