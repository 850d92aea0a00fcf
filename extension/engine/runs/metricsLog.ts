import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { codeOf, readFailure, WriteError } from '../files/fileProblem.js';
import { openRegular } from '../files/regularFile.js';
import { linesOf, wholeLines } from '../files/wholeLines.js';
import { JsonLines } from './jsonLines.js';
import { MetricsParser, type MetricsRecord } from './metricsRecord.js';

const NEWLINE = 0x0a;

/** The metrics of a run: a line for each step, and for each time that others were measured. */
export class MetricsLog {
  private readonly lines: JsonLines;

  constructor(readonly file: string) {
    this.lines = new JsonLines(file);
  }

  /** Adds a line, with the time unless it has one. Throws as `JsonLines.append`. */
  append(record: object): void {
    this.lines.append({ ...record, time: timeOf(record) ?? new Date().toISOString() });
  }

  /**
   * All whole lines, in order; none when there is no file yet.
   *
   * @param ids of the metrics that are wanted
   * @param onDamaged is told how many lines are no records, if any are
   * @throws UserError when the file cannot be read, or has too many of those
   */
  async read(ids: readonly string[], onDamaged?: (lines: number) => void): Promise<MetricsRecord[]> {
    const parser = new MetricsParser(this.file, ids);
    const records: MetricsRecord[] = [];
    await this.withFile(constants.O_RDONLY, async handle => {
      for await (const piece of wholeLines(handle)) {
        for (const line of linesOf(piece)) {
          const record = parser.parse(line);
          if (record) records.push(record);
        }
      }
    });
    if (parser.damaged > 0) onDamaged?.(parser.damaged);
    return records;
  }

  /** Cuts the file before its first record beyond `step`, and off an unfinished last line: where a run resumes. */
  async truncate(step: number): Promise<void> {
    await this.withFile(constants.O_RDWR, async handle => {
      const kept = await this.lengthUpTo(step, handle);
      if (kept === (await handle.stat()).size) return;
      await handle.truncate(kept).catch(error => {
        throw new WriteError(this.file, error);
      });
    });
  }

  /** Bytes of the whole lines before the first record beyond `step`. */
  private async lengthUpTo(step: number, handle: FileHandle): Promise<number> {
    const parser = new MetricsParser(this.file, []);
    let length = 0;
    for await (const piece of wholeLines(handle)) {
      for (let start = 0; start < piece.length; ) {
        const end = piece.indexOf(NEWLINE, start) + 1 || piece.length;
        const record = parser.parse(piece.toString('utf8', start, end));
        if (record && record.step > step) return length;
        length += end - start;
        start = end;
      }
    }
    return length;
  }

  private async withFile(flags: number, use: (handle: FileHandle) => Promise<void>): Promise<void> {
    let handle: FileHandle | undefined;
    try {
      handle = await openRegular(this.file, flags);
      await use(handle);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw readFailure(this.file, error);
    } finally {
      await handle?.close();
    }
  }
}

function timeOf(record: object): unknown {
  return 'time' in record ? record.time : undefined;
}
