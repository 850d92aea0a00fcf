import type { FileHandle } from 'node:fs/promises';
import type { MetricsColumns } from '../../protocol/runPage.js';
import { codeOf, readFailure } from '../files/fileProblem.js';
import { openRegular } from '../files/regularFile.js';
import { linesOf, wholeLines } from '../files/wholeLines.js';
import { MetricsParser, type MetricsRecord } from './metricsRecord.js';

/** So many bytes before the place where reading ended tell whether the file was cut and written again since. */
const MARK_BYTES = 512;

const names = ['step', 'epoch', 'loss', 'lr', 'gradNorm', 'imagesPerSecond', 'memoryBytes', 'time'] as const;

/**
 * The metrics of a run as columns, read from `metrics.jsonl` from the byte on where the last reading ended: however long
 * the run is, what is new costs only what is new. A file that was cut, as resuming does, is read anew.
 */
export class MetricsReader {
  private columns = emptyColumns(1024);
  private parser: MetricsParser;
  private offset = 0;
  private mark: Uint8Array = new Uint8Array(0);
  private reading?: Promise<void>;
  /** Rises whenever rows that were there are not any more. */
  version = 0;
  /** Whole lines read so far. */
  rows = 0;

  constructor(private readonly file: string) {
    this.parser = new MetricsParser(file);
  }

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
      handle = await openRegular(this.file);
      if (!(await this.isContinued(handle))) this.restart();
      await this.readOn(handle);
    } catch (error) {
      this.restart();
      if (codeOf(error) !== 'ENOENT') throw readFailure(this.file, error);
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
    this.parser = new MetricsParser(this.file);
    this.offset = 0;
    this.mark = new Uint8Array(0);
  }

  private async readOn(handle: FileHandle): Promise<void> {
    for await (const piece of wholeLines(handle, this.offset)) {
      for (const line of linesOf(piece)) this.add(this.parser.parse(line));
      this.offset += piece.length;
      this.mark = Uint8Array.from(piece.subarray(-MARK_BYTES));
    }
  }

  private add(record: MetricsRecord | undefined): void {
    if (!record) return;
    if (this.rows === this.columns.step.length) this.columns = grown(this.columns);
    for (const name of names) {
      this.columns[name][this.rows] = name === 'time' ? Date.parse(record.time) / 1000 : record[name];
    }
    this.rows++;
  }
}

function emptyColumns(rows: number): MetricsColumns {
  return Object.fromEntries(names.map(name => [name, new Float64Array(rows)])) as unknown as MetricsColumns;
}

function grown(columns: MetricsColumns): MetricsColumns {
  const larger = emptyColumns(2 * columns.step.length);
  for (const name of names) larger[name].set(columns[name]);
  return larger;
}
