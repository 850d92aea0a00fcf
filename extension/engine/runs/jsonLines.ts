import { appendFileSync, closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { WriteError } from '../files/fileProblem.js';

const NEWLINE = 0x0a;

/**
 * A file with one JSON object a line that is only ever added to. A process that is killed may leave its last line
 * unfinished: readers pass over such a line and the next writer starts a new one behind it.
 */
export class JsonLines {
  private checked = false;

  constructor(readonly file: string) {}

  /**
   * Adds a line. Small and synchronous: lines keep their order and none is lost.
   *
   * @throws WriteError when the disk does not take it
   */
  append(record: object): void {
    try {
      const separator = this.checked || endsWithNewline(this.file) ? '' : '\n';
      mkdirSync(dirname(this.file), { recursive: true });
      appendFileSync(this.file, `${separator}${JSON.stringify(record)}\n`);
      this.checked = true;
    } catch (error) {
      throw new WriteError(this.file, error);
    }
  }
}

/** The object on a line; `undefined` for a line that was cut short or is none. */
export function parseLine(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
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
