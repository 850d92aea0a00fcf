import {
  array,
  check,
  fallback,
  finite,
  type GenericSchema,
  integer,
  maxValue,
  minValue,
  nullable,
  number,
  object,
  optional,
  picklist,
  pipe,
  record,
  string,
  transform,
} from 'valibot';
import { type RunFailure, runFailures, type StartEvent } from '../../protocol/events.js';
import type { LoadReport } from '../../protocol/loadReport.js';
import type { MetricValues } from '../../protocol/metrics.js';
import type { UnusableCounts, UnusableImage } from '../../protocol/unusableImages.js';
import { UserError } from '../errors.js';
import { type JsonLimits, parseJsonAs } from '../files/boundedJson.js';
import { readFailure } from '../files/fileProblem.js';
import { readText } from '../files/regularFile.js';
import { described } from './describedMetrics.js';
import { type ProcessIdentity, processIdentity } from './processIdentity.js';

type Started = Omit<StartEvent, 'type'>;

/** What `run.json` says: enough to list a run, and to attach to it, without reading anything else. */
export interface RunState {
  state: 'running' | 'paused' | 'finished' | 'stopped' | 'failed';
  pid: number;
  /** Which process of that number; added on writing, so that a reader can tell a killed run from a running one. */
  owner?: ProcessIdentity;
  /** ISO 8601, both. */
  created: string;
  updated: string;
  /** The command line that started it. */
  command: string[];
  /** While it lives: the socket or named pipe at which it can be watched, paused and stopped (`protocol/runApi.ts`). */
  control?: string;
  /** File with what its process prints, where there is one. */
  log?: string;
  backend: string;
  device: string;
  mfmVersion: string;
  /** Why it failed, for programs, where they can tell something of it; and for people. */
  failure?: RunFailure;
  message?: string;
  /** What could not be written that it goes on without: the newest such sentence. */
  warning?: string;
  epoch: number;
  step: number;
  totalSteps: number;
  /** The newest value of each metric that has one. */
  values: MetricValues;
  start?: Started;
  /** Images that the run does without, at most `mostNamed` of them. */
  skipped?: UnusableImage[];
  /** How many there are. Older versions list them all and do not say which failed later. */
  unusable?: UnusableCounts;
}

/** How many images a run does without, as far as its `run.json` says; undefined when it could use all. */
export function unusableOf({
  skipped = [],
  unusable,
  start,
}: Pick<RunState, 'skipped' | 'unusable' | 'start'>): UnusableCounts | undefined {
  if (unusable || skipped.length === 0) return unusable;
  return { all: (start?.images ?? 0) + skipped.length, leftOut: skipped.length, failed: 0 };
}

/** A list of skipped images is the longest that there is in it. */
const MOST_BYTES = 2 ** 25;
const LIMITS: JsonLimits = { depth: 16, values: 2 ** 21 };

const count = pipe(number(), integer(), minValue(0), maxValue(Number.MAX_SAFE_INTEGER));
/** What is divided by. */
const positive = pipe(count, minValue(1));
const time = pipe(
  string(),
  check(text => Number.isFinite(Date.parse(text))),
);
const shape = array(count);

const loadReport: GenericSchema<unknown, LoadReport> = object({
  source: string(),
  loaded: array(string()),
  missing: array(string()),
  unexpected: array(string()),
  misfits: array(object({ name: string(), from: shape, to: shape })),
  resized: array(object({ name: string(), from: shape, to: shape, how: string() })),
  converted: array(string()),
});

const start: GenericSchema<unknown, Started> = object({
  run: string(),
  ...described,
  backend: string(),
  device: string(),
  model: string(),
  parameters: count,
  images: count,
  imageFolder: optional(string()),
  batchSize: count,
  accumulation: count,
  stepsPerEpoch: positive,
  epochs: count,
  totalSteps: count,
  learningRate: pipe(number(), finite()),
  resumedFrom: optional(string()),
  setAside: optional(string()),
  step: count,
  pretrained: optional(object({ file: string(), report: loadReport })),
} satisfies Record<keyof Started, GenericSchema>);

/** Other versions may not say all of it: a run is known by its state and when it was created. */
const runState: GenericSchema<unknown, RunState> = pipe(
  object({
    state: picklist(['running', 'paused', 'finished', 'stopped', 'failed']),
    pid: optional(count, 0),
    owner: optional(processIdentity),
    created: time,
    updated: optional(time),
    command: optional(array(string()), []),
    control: optional(string()),
    log: optional(string()),
    backend: optional(string(), ''),
    device: optional(string(), ''),
    mfmVersion: optional(string(), ''),
    failure: fallback(optional(picklist(runFailures)), undefined),
    message: optional(string()),
    warning: optional(string()),
    epoch: optional(count, 0),
    step: optional(count, 0),
    totalSteps: optional(count, 0),
    values: optional(record(string(), nullable(pipe(number(), finite())))),
    // Of older versions.
    loss: optional(nullable(pipe(number(), finite())), null),
    start: optional(start),
    skipped: optional(array(object({ path: string(), reason: string(), step: optional(count) }))),
    unusable: optional(object({ all: count, leftOut: count, failed: count })),
  } satisfies Record<keyof RunState | 'loss', GenericSchema>),
  transform(({ updated, loss, values = { loss }, ...state }) => ({
    ...state,
    ...(saysNotFinite(state) && { failure: 'notFinite' as const }),
    values: withoutNull(values),
    updated: updated ?? state.created,
  })),
);

/** Older versions say it in words only. */
function saysNotFinite({ state, message = '' }: { state: string; message?: string }): boolean {
  return state === 'failed' && / is not finite in step \d/.test(message);
}

function withoutNull(values: Record<string, number | null>): MetricValues {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== null));
}

/** Reads the text of a `run.json`; `undefined` for anything else. */
export function parseRunState(text: string): RunState | undefined {
  return parseJsonAs(runState, text, LIMITS);
}

/** Reads a `run.json`. @throws UserError when it cannot be read, or is damaged or something else */
export async function readRunState(file: string): Promise<RunState> {
  const text = await readText(file, MOST_BYTES).catch(error => {
    throw readFailure(file, error);
  });
  const state = parseRunState(text);
  if (!state) throw new UserError(`${file} is damaged or not the state of a run; resume the run to write it anew.`);
  return state;
}
