import { messageOf, UserError } from '../errors.js';

/** What the operating system's error codes mean to a user, and what to do when the failure was a write. */
const PROBLEMS: Record<string, { problem: string; remedy: string }> = {
  ENOSPC: { problem: 'the disk is full', remedy: 'free some space' },
  EDQUOT: { problem: 'the disk quota is used up', remedy: 'free some space' },
  EFBIG: { problem: 'the file is larger than the file system allows', remedy: 'choose another disk' },
  EACCES: { problem: 'permission denied', remedy: 'change its permissions or choose another folder' },
  EPERM: { problem: 'permission denied', remedy: 'change its permissions or choose another folder' },
  EROFS: { problem: 'the file system is read-only', remedy: 'choose another folder' },
  EIO: { problem: 'the disk reported an input/output error', remedy: 'check the disk' },
  ENOENT: { problem: 'it does not exist', remedy: 'check the path' },
  ENOTDIR: { problem: 'a part of its path is not a folder', remedy: 'check the path' },
  EISDIR: { problem: 'it is a folder, not a file', remedy: 'check the path' },
  EEXIST: { problem: 'a file of that name is in the way', remedy: 'choose another folder' },
};

/** The code of a failed system call (`ENOSPC`), or `undefined` for any other failure. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** What went wrong with a file, as the middle of a sentence: 'the disk is full'. */
export function problemOf(error: unknown): string {
  return PROBLEMS[codeOf(error) ?? '']?.problem ?? messageOf(error);
}

/** The sentence for a file that cannot be read; a `UserError` passes through as it is. */
export function readFailure(file: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  return new UserError(`Cannot read ${file}: ${problemOf(error)}; check the path and its permissions.`);
}

/** A file could not be written. Keeps the parts of its sentence for callers that know better what to do next. */
export class WriteError extends UserError {
  readonly problem: string;
  readonly remedy: string;

  constructor(
    readonly file: string,
    override readonly cause: unknown,
  ) {
    const problem = problemOf(cause);
    const remedy = PROBLEMS[codeOf(cause) ?? '']?.remedy ?? 'check the folder';
    super(`Cannot write ${file}: ${problem}; ${remedy} and try again.`);
    this.problem = problem;
    this.remedy = remedy;
  }
}
