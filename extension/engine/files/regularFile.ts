import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { bytes } from '../text/format.js';

/** Opening a named pipe waits for whoever is at its other end, unless one asks not to wait. Windows has no such flag. */
const AT_ONCE = constants.O_NONBLOCK ?? 0;

/**
 * Opens a file. Pipes, sockets and devices are refused, also behind links: they have no end, or keep one waiting.
 *
 * @param flags of `fs.constants`; a pipe that is opened for writing alone has nobody at its other end: ask for `O_RDWR`
 * @throws UserError for what is no file; the system's own error (`fileProblem.ts`) for one that cannot be opened
 */
export async function openRegular(file: string, flags: number = constants.O_RDONLY): Promise<FileHandle> {
  const handle = await open(file, flags | AT_ONCE);
  try {
    refuseSpecial(file, await handle.stat());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The text of a file of at most `most` bytes. Throws as `openRegular` does, and a UserError for a larger one. */
export async function readText(file: string, most: number): Promise<string> {
  const handle = await openRegular(file);
  try {
    refuseLarge(file, await handle.stat(), most);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** `openRegular` for callers that cannot wait. */
export function openRegularSync(file: string, flags: number = constants.O_RDONLY): number {
  const descriptor = openSync(file, flags | AT_ONCE);
  try {
    refuseSpecial(file, fstatSync(descriptor));
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** `readText` for callers that cannot wait. */
export function readTextSync(file: string, most: number): string {
  const descriptor = openRegularSync(file);
  try {
    refuseLarge(file, fstatSync(descriptor), most);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

function refuseSpecial(file: string, info: Stats): void {
  // Reading a folder fails with a code of its own.
  if (info.isFile() || info.isDirectory()) return;
  throw new UserError(`${file} is a pipe or a device, not a file; copy what it holds into a file.`);
}

function refuseLarge(file: string, { size }: Stats, most: number): void {
  if (size <= most) return;
  throw new UserError(
    `${file} is too large to be read as text (${bytes(size)} of at most ${bytes(most)}); name another file.`,
  );
}
