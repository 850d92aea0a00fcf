import { appendFileSync, closeSync, constants, fstatSync, mkdirSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../errors.js';
import { WriteError } from '../files/fileProblem.js';
import { openRegularSync } from '../files/regularFile.js';

const NEWLINE = 0x0a;
const APPEND = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND;

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
   * @throws WriteError when the disk does not take it; UserError when the file is none
   */
  append(record: object): void {
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      const descriptor = openRegularSync(this.file, APPEND);
      try {
        const separator = this.checked || endsWithNewline(descriptor) ? '' : '\n';
        appendFileSync(descriptor, `${separator}${JSON.stringify(record)}\n`);
        this.checked = true;
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      throw error instanceof UserError ? error : new WriteError(this.file, error);
    }
  }
}

/** The object on a line; `undefined` for a line that was cut short or is none. */
export function parseLine(line: string): Record<string, unknown> | undefined {
  const text = line.trim();
  // To see this is quick, where to catch what JSON.parse throws takes long.
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** True for an empty file too. */
function endsWithNewline(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  const last = Buffer.alloc(1);
  return size === 0 || (readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] === NEWLINE);
}
