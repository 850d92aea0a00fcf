import type { MetricValues } from '../../protocol/metrics.js';
import { UserError } from '../errors.js';
import { parseLine } from './jsonLines.js';
import { isStep } from './stepNumber.js';

/** One line of `metrics.jsonl`. What a line does not say is NaN, a time ''. */
export interface MetricsRecord {
  /** What was measured beside the steps, and not with each of them. */
  isSeldom: boolean;
  step: number;
  epoch: number;
  /** When it was measured (ISO 8601). */
  time: string;
  /** Of the metrics that were asked for. */
  values: MetricValues;
}

/** What can be added up and divided, whatever it is added to: beyond, means are infinite and axes have no marks. */
const LARGEST = 1e100;
const SMALLEST = 1e-100;

/** A file with more such lines is something else, and each takes longer to refuse than a record to read. */
const MOST_DAMAGED = 10_000;

/** Reads the lines of one file, and counts those that are no records. */
export class MetricsParser {
  damaged = 0;

  /** @param ids of the metrics that are wanted */
  constructor(
    private readonly file: string,
    private readonly ids: readonly string[],
  ) {}

  /** @returns undefined for a line to pass over @throws UserError when there are too many of those */
  parse(line: string): MetricsRecord | undefined {
    const record = parseRecord(line, this.ids);
    if (!record && line.trim() !== '' && ++this.damaged > MOST_DAMAGED) {
      throw new UserError(`${this.file} has more than ${MOST_DAMAGED} lines that are no steps of a run; move it away.`);
    }
    return record;
  }
}

/** By hand: a schema takes three times as long as parsing the JSON, and a run has a million lines. */
function parseRecord(line: string, ids: readonly string[]): MetricsRecord | undefined {
  const found = parseLine(line);
  if (!found || !isStep(found['step'])) return undefined;
  const { type, step, epoch, time } = found;
  const values: MetricValues = {};
  for (const id of ids) values[id] = quantity(found[id]);
  return {
    isSeldom: type === 'metrics',
    step,
    epoch: quantity(epoch),
    time: typeof time === 'string' ? time : '',
    values,
  };
}

function quantity(value: unknown): number {
  if (typeof value !== 'number' || Math.abs(value) > LARGEST) return Number.NaN;
  return Math.abs(value) < SMALLEST ? 0 : value;
}
