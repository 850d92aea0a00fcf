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
} from 'valibot';
import { type MetricSpec, reservedIds } from '../../protocol/metrics.js';

const id = pipe(
  string(),
  regex(/^[A-Za-z][\w./-]{0,63}$/),
  check(text => !reservedIds.includes(text)),
);
export const words = pipe(string(), maxLength(200));
/** What a newer version says otherwise is not said. */
const oneOf = <const T extends readonly string[]>(options: T) => fallback(optional(picklist(options)), undefined);

/** A metric as files have it. */
export const metricSchema: GenericSchema<unknown, MetricSpec> = object({
  id,
  label: words,
  short: optional(words),
  unit: optional(words),
  per: optional(pipe(number(), finite(), minValue(1e-12), maxValue(1e12))),
  note: optional(words),
  better: oneOf(['lower', 'higher']),
  seldom: optional(boolean()),
  partOf: optional(id),
  exact: optional(boolean()),
  log: optional(boolean()),
  format: oneOf(['fixed', 'scientific']),
  role: oneOf(['rate', 'gradient']),
  limit: optional(words),
  definedBy: optional(pipe(array(words), maxLength(64))),
  tag: optional(words),
} satisfies Record<keyof MetricSpec, GenericSchema>);
