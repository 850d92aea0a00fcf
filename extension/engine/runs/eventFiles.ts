import { constants } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricSpec } from '../../protocol/metrics.js';
import { UserError } from '../errors.js';
import { WriteError } from '../files/fileProblem.js';
import { fieldsOf } from '../protobufFields.js';
import { tfRecords } from './tfRecord.js';

/** The number is the second since 1970 when the file was begun. */
const NAME = /^events\.out\.tfevents\.(\d+)\./;

/** How a metric is called in TensorBoard. */
export function boardTag({ tag, id }: MetricSpec): string {
  return tag ?? id;
}

/** What a run shows in TensorBoard. A file with anything else is another program's. */
export function boardTags(metrics: readonly MetricSpec[]): ReadonlySet<string> {
  return new Set(metrics.map(boardTag));
}

/** Where the step after `step` others is on TensorBoard's x axis, as in the reference: thousandths of epochs (fact sheet 1.12). */
export function boardStep(step: number, stepsPerEpoch: number): number {
  return Math.floor((1000 * step) / stepsPerEpoch);
}

/**
 * The names of the event files in `dir` that runs of ours wrote, in the order of their sessions.
 *
 * @param tags those of the runs
 */
export async function ownEventFiles(dir: string, tags: ReadonlySet<string>): Promise<string[]> {
  const names = await eventFiles(dir);
  const all = new Points(Number.POSITIVE_INFINITY, 1);
  const isOwn = await Promise.all(
    names.map(name => withEvents(join(dir, name), async handle => (await endOf(handle, all, tags)) !== undefined)),
  );
  return names.filter((_, i) => isOwn[i]);
}

async function eventFiles(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch((): string[] => []);
  const startOf = (name: string) => Number(NAME.exec(name)![1]);
  return names
    .filter(name => NAME.test(name))
    .sort((a, b) => startOf(a) - startOf(b) || a.localeCompare(b, 'en', { numeric: true }));
}

/**
 * Cuts the event files of a run to its first `step` steps, and off a record that a killed process left unfinished.
 *
 * @param tags as of `ownEventFiles`
 * @throws WriteError when one cannot be cut
 */
export async function rewindEvents(
  dir: string,
  step: number,
  stepsPerEpoch: number,
  tags: ReadonlySet<string>,
): Promise<void> {
  const points = new Points(step, stepsPerEpoch);
  for (const name of await eventFiles(dir)) {
    await withEvents(join(dir, name), async (handle, size) => {
      const end = await endOf(handle, points, tags);
      if (end !== undefined && end < size) await handle.truncate(end);
    });
  }
}

/** Which points belong to the first steps: in long epochs several steps have the same place, and are told apart by counting. */
class Points {
  private readonly last: number;
  private readonly shareLast: number;
  private counts = new Map<string, number>();

  constructor(step: number, stepsPerEpoch: number) {
    this.last = step === 0 ? -1 : boardStep(step - 1, stepsPerEpoch);
    this.shareLast = step - Math.ceil((this.last * stepsPerEpoch) / 1000);
  }

  /** A session has begun at `x`: TensorBoard forgets what was there, and beyond. */
  begin(x: number): void {
    if (x <= this.last) this.counts.clear();
  }

  isBeyond(x: number, tag: string): boolean {
    if (x !== this.last) return x > this.last;
    const count = (this.counts.get(tag) ?? 0) + 1;
    this.counts.set(tag, count);
    return count > this.shareLast;
  }
}

async function withEvents<T>(
  file: string,
  use: (handle: FileHandle, size: number) => Promise<T>,
): Promise<T | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, constants.O_RDWR | (constants.O_NONBLOCK ?? 0));
    const info = await handle.stat();
    return info.isFile() ? await use(handle, info.size) : undefined;
  } catch (error) {
    throw error instanceof UserError ? error : new WriteError(file, error);
  } finally {
    await handle?.close();
  }
}

/** The byte up to which a file is kept; undefined for one that is not ours, or holds nothing. */
async function endOf(handle: FileHandle, points: Points, own: ReadonlySet<string>): Promise<number | undefined> {
  let kept: number | undefined;
  try {
    for await (const records of tfRecords(handle)) {
      for (const { data, end } of records) {
        const { x, tags, isStart } = parseEvent(data);
        if (!tags.every(tag => own.has(tag))) return undefined;
        if (isStart) points.begin(x);
        if (tags.some(tag => points.isBeyond(x, tag))) return kept;
        kept = end;
      }
    }
    return kept;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Place, tags, and whether it begins a session, of an event (`event.proto`). @throws RangeError for what is none */
function parseEvent(data: Buffer): { x: number; tags: string[]; isStart: boolean } {
  const event = { x: 0, tags: [] as string[], isStart: false };
  for (const [field, value] of fieldsOf(data)) {
    if (field === 2) event.x = Number(value);
    if (field === 7) event.isStart = true;
    if (field === 5) for (const [, summary] of fieldsOf(value as Buffer)) event.tags.push(tagOf(summary as Buffer));
  }
  return event;
}

function tagOf(summary: Buffer): string {
  for (const [field, value] of fieldsOf(summary)) {
    if (field === 1) return value.toString();
  }
  throw new RangeError('a value without a tag');
}
