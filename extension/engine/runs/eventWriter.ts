import { closeSync, existsSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { WriteError } from '../files/fileProblem.js';
import { bytesField, doubleField, floatField, messageField, stringField, varintField } from '../protobuf.js';
import { tfRecord } from './tfRecord.js';

const RGB = 3;
const SESSION_START = 1;
let counter = 0;

/**
 * Writes scalars and images for TensorBoard: a new file per session, to which every call appends one whole record, so
 * that a killed process loses nothing it wrote. Field numbers are those of TensorFlow's `event.proto` and
 * `summary.proto`.
 */
export class EventWriter {
  readonly file: string;
  private readonly handle: number;

  /**
   * Starts a file in `dir`, which is made when missing.
   *
   * @param firstStep the first step of this session: a TensorBoard that has read of this step and later ones from earlier
   *   sessions forgets that
   * @throws UserError when the file cannot be written; so do `scalar` and `image`
   */
  constructor(dir: string, firstStep?: number) {
    const name = `events.out.tfevents.${Math.floor(Date.now() / 1000)}.${hostname()}.${process.pid}`;
    // Where every process has the same number, and the clock starts anew with the machine, a name may come again.
    do this.file = join(dir, `${name}.${counter++}`);
    while (existsSync(this.file));
    try {
      mkdirSync(dir, { recursive: true });
      this.handle = openSync(this.file, 'ax');
    } catch (error) {
      throw new WriteError(this.file, error);
    }
    this.event(0, undefined, stringField(3, 'brain.Event:2'));
    if (firstStep !== undefined) this.event(firstStep, undefined, messageField(7, varintField(1, SESSION_START)));
  }

  /** The value of `tag` after `step` steps; `wallTimeSeconds` since 1970, now by default. */
  scalar(tag: string, value: number, step: number, wallTimeSeconds?: number): void {
    this.event(step, wallTimeSeconds, summary(tag, floatField(2, value)));
  }

  /** An RGB picture, PNG-encoded, of the given size in pixels. */
  image(tag: string, png: Uint8Array, width: number, height: number, step: number): void {
    const fields = [varintField(1, height), varintField(2, width), varintField(3, RGB), bytesField(4, png)];
    this.event(step, undefined, summary(tag, messageField(4, ...fields)));
  }

  close(): void {
    closeSync(this.handle);
  }

  private event(step: number, wallTimeSeconds: number | undefined, content: Uint8Array): void {
    const time = doubleField(1, wallTimeSeconds ?? Date.now() / 1000);
    const record = tfRecord(Buffer.concat([time, varintField(2, step), content]));
    try {
      for (let done = 0; done < record.byteLength; ) done += writeSync(this.handle, record, done);
    } catch (error) {
      throw new WriteError(this.file, error);
    }
  }
}

/** `Event.summary` with one value. */
function summary(tag: string, value: Uint8Array): Uint8Array {
  return messageField(5, messageField(1, stringField(1, tag), value));
}
