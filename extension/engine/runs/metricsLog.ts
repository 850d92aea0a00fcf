import { appendFileSync, closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StepEvent } from '../../protocol/events.js';
import { codeOf, readFailure, WriteError } from '../checkpoint/fileProblem.js';

/** One line of `metrics.jsonl`: a step and when it ended (ISO 8601). */
export type MetricsRecord = StepEvent & { time: string };

const NEWLINE = 0x0a;

/**
 * The metrics of a run, one JSON object per line. A process that is killed may leave its last line unfinished: readers
 * pass over such a line and the next writer starts a new one behind it.
 */
export class MetricsLog {
  private checked = false;

  constructor(readonly file: string) {}

  /** Adds a line, with the time unless it has one. Small and synchronous: lines keep their order and none is lost. */
  append(record: object): void {
    try {
      const line = `${JSON.stringify({ ...record, time: timeOf(record) ?? new Date().toISOString() })}\n`;
      const separator = this.checked || endsWithNewline(this.file) ? '' : '\n';
      mkdirSync(dirname(this.file), { recursive: true });
      appendFileSync(this.file, separator + line);
      this.checked = true;
    } catch (error) {
      throw new WriteError(this.file, error);
    }
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
      if (record && record.step > step) break;
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

function parseLine(line: string): MetricsRecord | undefined {
  try {
    return JSON.parse(line) as MetricsRecord;
  } catch {
    return undefined;
  }
}

function isRecord(record: MetricsRecord | undefined): record is MetricsRecord {
  return typeof record === 'object' && record !== null && typeof record.step === 'number';
}

function timeOf(record: object): unknown {
  return 'time' in record ? record.time : undefined;
}

/** True for a missing or empty file too. */
function endsWithNewline(file: string): boolean {
  if (!existsSync(file)) return true;
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const last = Buffer.alloc(1);
    return size === 0 || (readSync(handle, last, 0, 1, size - 1) === 1 && last[0] === NEWLINE);
  } finally {
    closeSync(handle);
  }
}
