import type { StepEvent } from '../../protocol/events.js';
import { UserError } from '../errors.js';
import { parseLine } from './jsonLines.js';
import { isStep } from './stepNumber.js';

/** One line of `metrics.jsonl`: a step and when it ended (ISO 8601). What a line does not say is NaN, a time ''. */
export type MetricsRecord = Pick<StepEvent, 'step' | (typeof quantities)[number]> & { time: string };

const quantities = ['epoch', 'loss', 'lr', 'gradNorm', 'imagesPerSecond', 'memoryBytes'] as const;

/** What can be added up and divided, whatever it is added to: beyond, means are infinite and axes have no marks. */
const LARGEST = 1e100;
const SMALLEST = 1e-100;

/** A file with more such lines is something else, and each takes longer to refuse than a record to read. */
const MOST_DAMAGED = 10_000;

/** Reads the lines of one file, and counts those that are no records. */
export class MetricsParser {
  damaged = 0;

  constructor(private readonly file: string) {}

  /** @returns undefined for a line to pass over @throws UserError when there are too many of those */
  parse(line: string): MetricsRecord | undefined {
    const record = parseRecord(line);
    if (!record && line.trim() !== '' && ++this.damaged > MOST_DAMAGED) {
      throw new UserError(`${this.file} has more than ${MOST_DAMAGED} lines that are no steps of a run; move it away.`);
    }
    return record;
  }
}

/** By hand: a schema takes three times as long as parsing the JSON, and a run has a million lines. */
function parseRecord(line: string): MetricsRecord | undefined {
  const values = parseLine(line);
  if (!values || !isStep(values['step'])) return undefined;
  const { step, epoch, loss, lr, gradNorm, imagesPerSecond, memoryBytes, time } = values;
  return {
    step,
    epoch: quantity(epoch),
    loss: quantity(loss),
    lr: quantity(lr),
    gradNorm: quantity(gradNorm),
    imagesPerSecond: quantity(imagesPerSecond),
    memoryBytes: quantity(memoryBytes),
    time: typeof time === 'string' ? time : '',
  };
}

function quantity(value: unknown): number {
  if (typeof value !== 'number' || Math.abs(value) > LARGEST) return Number.NaN;
  return Math.abs(value) < SMALLEST ? 0 : value;
}
