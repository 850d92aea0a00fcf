import type { FileHandle } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { readFailure } from './fileProblem.js';
import { openRegular } from './regularFile.js';

/** Node reads at most 2 GiB in one call. */
const READ_BYTES = 2 ** 30;

/** Opens a file for `read` and closes it again. @throws UserError for whatever goes wrong with it */
export async function withFile<T>(file: string, read: (handle: FileHandle) => Promise<T>): Promise<T> {
  let handle: FileHandle | undefined;
  try {
    handle = await openRegular(file);
    return await read(handle);
  } catch (error) {
    throw readFailure(file, error);
  } finally {
    await handle?.close();
  }
}

/** `bytes` bytes from `offset`. The caller has checked against the size of the file how many there can be. */
export async function readBytes(file: string, handle: FileHandle, offset: number, bytes: number): Promise<Uint8Array> {
  const data = new Uint8Array(bytes);
  for (let done = 0; done < bytes; ) {
    const { bytesRead } = await handle.read(data, done, Math.min(READ_BYTES, bytes - done), offset + done);
    if (bytesRead === 0) throw truncated(file, offset + done, offset + bytes);
    done += bytesRead;
  }
  return data;
}

/** A name out of a file as a part of a sentence: what would break its line or cannot be seen is spelled out. */
export function spelled(name: string): string {
  return name.replace(/\p{C}/gu, character => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}

/** The sentence for a file that ends too early. */
export function truncated(file: string, bytes: number, wanted: number): UserError {
  return new UserError(`${file} is truncated: it has ${bytes} of ${wanted} bytes; copy it again or use another file.`);
}

/** The sentence for a file that contradicts itself; `what` as in 'its header is not JSON'. */
export function damaged(file: string, what: string): UserError {
  return new UserError(`${file} is damaged: ${what}; copy it again or use another file.`);
}
