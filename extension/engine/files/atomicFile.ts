import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../errors.js';
import { codeOf, WriteError } from './fileProblem.js';

/** Node writes at most 2 GiB in one call; smaller pieces also let a failing disk be noticed early. */
const PIECE = 64 * 2 ** 20;
const LEFTOVER = /^\..+\.\d+-\d+\.tmp$/;
let counter = 0;

/**
 * Writes `file` so that a reader, a crash or a power cut sees either its old content or the complete new one: everything
 * goes to a temporary file in the same folder, which is flushed to the disk and then renamed. The folder is made when
 * missing. On failure the temporary file is removed, the old file stays, and a `WriteError` is thrown.
 */
export async function writeAtomically(file: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  const folder = dirname(file);
  const temporary = join(folder, `.${basename(file)}.${process.pid}-${counter++}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    const handle = await open(temporary, 'wx');
    try {
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error instanceof UserError ? error : new WriteError(file, error);
  }
}

/** `writeAtomically` for a small text file. */
export async function writeTextAtomically(file: string, text: string): Promise<void> {
  await writeAtomically(file, handle => handle.writeFile(text));
}

/** Writes all of `bytes` at the handle's position; a single `write` may take only a part of them. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const { bytesWritten } = await handle.write(bytes, done, Math.min(PIECE, bytes.byteLength - done));
    done += bytesWritten;
  }
}

/** Removes the temporary files of killed writers. Only for a folder that nobody else is writing to. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (LEFTOVER.test(name)) await rm(join(folder, name), { force: true });
}

/** Makes a rename durable. Windows cannot open folders and needs no such thing; some network file systems refuse. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (codeOf(error) !== 'EINVAL') throw error;
  } finally {
    await handle.close();
  }
}
