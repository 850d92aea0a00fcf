import type { SkippedFile } from '../../data/folder.js';
import type { Source } from '../../data/source.js';
import { UserError } from '../../errors.js';

/** What is said of a source without any image that can be decoded. @param skipped at least one */
export function noneReadable({ root, entries }: Source, skipped: readonly SkippedFile[]): UserError {
  const { path, reason } = skipped.at(-1)!;
  return new UserError(
    `None of the ${entries.length} images in ${root} can be decoded (${path}: ${reason}): replace the files or name another folder.`,
  );
}
