import { stat } from 'node:fs/promises';
import { UserError } from '../engine/errors.js';

/** Throws UserError unless `dir` is a folder. */
export async function requireFolder(dir: string): Promise<void> {
  const found = await stat(dir).catch(() => undefined);
  if (!found) throw new UserError(`There is no folder ${dir}; check its name.`);
  if (!found.isDirectory()) throw new UserError(`${dir} is a file where a folder is wanted; name the folder it is in.`);
}
