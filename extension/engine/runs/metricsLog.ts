import { readFile, truncate } from 'node:fs/promises';
import type { StepEvent } from '../../protocol/events.js';
import { codeOf, readFailure, WriteError } from '../files/fileProblem.js';
import { JsonLines, parseLine } from './jsonLines.js';

/** One line of `metrics.jsonl`: a step and when it ended (ISO 8601). */
export type MetricsRecord = StepEvent & { time: string };

const NEWLINE = 0x0a;

/** The metrics of a run, one step a line. */
export class MetricsLog {
  private readonly lines: JsonLines;

  constructor(readonly file: string) {
    this.lines = new JsonLines(file);
  }

  /** Adds a line, with the time unless it has one. Throws WriteError. */
  append(record: object): void {
    this.lines.append({ ...record, time: timeOf(record) ?? new Date().toISOString() });
  }

  /** All whole lines, in order; none when there is no file yet. */
  async read(): Promise<MetricsRecord[]> {
    const text = (await this.readBytes()).toString('utf8');
    return text.split('\n').map(parseLine).filter(isRecord);
  }

  /** Cuts the file before its first record beyond `step`, and off an unfinished last line: where a run resumes. */
  async truncate(step: number): Promise<void> {
    const bytes = await this.readBytes();
    let kept = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, kept)) {
      const record = parseLine(bytes.toString('utf8', kept, end));
      if (isRecord(record) && record.step > step) break;
      kept = end + 1;
    }
    if (kept === bytes.length) return;
    try {
      await truncate(this.file, kept);
    } catch (error) {
      throw new WriteError(this.file, error);
    }
  }

  private async readBytes(): Promise<Buffer> {
    try {
      return await readFile(this.file);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return Buffer.alloc(0);
      throw readFailure(this.file, error);
    }
  }
}

function isRecord(record: object | undefined): record is MetricsRecord {
  return record !== undefined && 'step' in record && typeof record.step === 'number';
}

function timeOf(record: object): unknown {
  return 'time' in record ? record.time : undefined;
}
