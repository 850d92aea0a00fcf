import { messageOf, UserError } from '../errors.js';
import { FORMAT_LIST, sniffFormat } from './format.js';

/** Why a file that starts with these bytes is no supported image; undefined when it may be one. */
export function headFailure(head: Uint8Array): string | undefined {
  if (head.length === 0) return 'the file is empty';
  return sniffFormat(head) ? undefined : `it is not a ${FORMAT_LIST} image`;
}

/** Why a file could not be opened (by `openRegular`) or read, as a phrase. */
export function readFailure(error: unknown): string {
  if (error instanceof UserError) return 'it is a pipe or a device, not a file';
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'ELOOP') return 'its links lead in a circle';
  return messageOf(error);
}
