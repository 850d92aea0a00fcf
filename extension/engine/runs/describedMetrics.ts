import { array, type GenericSchema, maxLength, object, optional, pipe, string, transform } from 'valibot';
import { type RunKind, type RunViewName, runViewNames } from '../../protocol/metrics.js';
import { frequencyKind, frequencyViews, usualMetrics } from '../metrics/recorded.js';
import { metricSchema, words } from '../metrics/schema.js';

/** More than anybody looks at. */
const MOST_METRICS = 64;

const kind: GenericSchema<unknown, RunKind> = object({ name: words, label: words });
const views: GenericSchema<unknown, RunViewName[]> = pipe(
  array(string()),
  transform(names => runViewNames.filter(name => names.includes(name))),
);

/** What a `run.json` says of what its run measures; runs of older versions were all of one kind. */
export const described = {
  kind: optional(kind, frequencyKind),
  metrics: optional(pipe(array(metricSchema), maxLength(MOST_METRICS)), [...usualMetrics]),
  views: optional(views, [...frequencyViews]),
};
