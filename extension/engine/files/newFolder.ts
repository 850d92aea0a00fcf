import { mkdir } from 'node:fs/promises';
import { codeOf, WriteError } from './fileProblem.js';

/** Makes the first folder of `start`1, `start`2 ... that is not there yet. @throws WriteError when it cannot be made */
export async function newFolder(start: string): Promise<string> {
  for (let n = 1; ; n++) {
    try {
      await mkdir(`${start}${n}`);
      return `${start}${n}`;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw new WriteError(`${start}${n}`, error);
    }
  }
}
