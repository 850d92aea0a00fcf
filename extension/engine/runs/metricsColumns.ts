import { type FileHandle, open } from 'node:fs/promises';
import type { MetricsColumns } from '../../protocol/runPage.js';
import { codeOf, readFailure } from '../files/fileProblem.js';
import { parseLine } from './jsonLines.js';

/** Bytes read and parsed in one go: a few milliseconds of work between two turns of the event loop. */
const CHUNK_BYTES = 1 << 20;
/** So many bytes before the place where reading ended tell whether the file was cut and written again since. */
const MARK_BYTES = 512;

const NEWLINE = 0x0a;

const names = ['step', 'epoch', 'loss', 'lr', 'gradNorm', 'imagesPerSecond', 'memoryBytes', 'time'] as const;

/**
 * The metrics of a run as columns, read from `metrics.jsonl` from the byte on where the last reading ended: however long
 * the run is, what is new costs only what is new. A file that was cut, as resuming does, is read anew.
 */
export class MetricsReader {
  private columns = emptyColumns(1024);
  private offset = 0;
  private mark: Uint8Array = new Uint8Array(0);
  private reading?: Promise<void>;
  /** Rises whenever rows that were there are not any more. */
  version = 0;
  /** Whole lines read so far. */
  rows = 0;

  constructor(private readonly file: string) {}

  /** Reads what was added. Calls at the same time share one reading. @throws UserError when the file cannot be read */
  async update(): Promise<void> {
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  /** Copies of the rows `from` <= row < `to`. */
  slice(from: number, to: number): MetricsColumns {
    const copy = (name: keyof MetricsColumns) => this.columns[name].slice(from, Math.min(to, this.rows));
    return Object.fromEntries(names.map(name => [name, copy(name)])) as unknown as MetricsColumns;
  }

  private async read(): Promise<void> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(this.file, 'r');
      if (!(await this.isContinued(handle))) this.restart();
      while (await this.readChunk(handle));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw readFailure(this.file, error);
      this.restart();
    } finally {
      await handle?.close();
    }
  }

  /** Whether the file still has, before the place where reading ended, the bytes that were read there. */
  private async isContinued(handle: FileHandle): Promise<boolean> {
    const { length } = this.mark;
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, this.offset - length);
    return bytesRead === length && buffer.equals(this.mark);
  }

  private restart(): void {
    if (this.rows > 0) this.version++;
    this.rows = 0;
    this.offset = 0;
    this.mark = new Uint8Array(0);
  }

  /** @returns whether there may be more; an unfinished last line is left for the next time */
  private async readChunk(handle: FileHandle): Promise<boolean> {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, this.offset);
    const isFull = bytesRead === CHUNK_BYTES;
    const lines = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1;
    // No record is so long: such a line is passed over.
    const used = lines === 0 && isFull ? bytesRead : lines;
    if (used === 0) return false;
    const text = buffer.toString('utf8', 0, used);
    for (const line of text.split('\n')) this.add(parseLine(line));
    this.offset += used;
    this.mark = Uint8Array.from(buffer.subarray(Math.max(0, used - MARK_BYTES), used));
    return isFull;
  }

  private add(record: object | undefined): void {
    const values = record as Record<string, unknown> | undefined;
    if (typeof values?.['step'] !== 'number') return;
    if (this.rows === this.columns.step.length) this.columns = grown(this.columns);
    for (const name of names) this.columns[name][this.rows] = numberOf(name, values[name]);
    this.rows++;
  }
}

function numberOf(name: keyof MetricsColumns, value: unknown): number {
  if (name === 'time') return typeof value === 'string' ? Date.parse(value) / 1000 : Number.NaN;
  return typeof value === 'number' ? value : Number.NaN;
}

function emptyColumns(rows: number): MetricsColumns {
  return Object.fromEntries(names.map(name => [name, new Float64Array(rows)])) as unknown as MetricsColumns;
}

function grown(columns: MetricsColumns): MetricsColumns {
  const larger = emptyColumns(2 * columns.step.length);
  for (const name of names) larger[name].set(columns[name]);
  return larger;
}
