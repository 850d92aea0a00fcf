import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.js';
import { FORMAT_LIST, hasImageName } from './format.js';
import { naturalOrder } from './naturalOrder.js';

/** How deep folders of images may be nested. */
const MAX_DEPTH = 8;

/**
 * Up to `count` image files spread evenly over a folder and the folders in it, without listing them all: of a thousand
 * class folders only those that give an image are read. In natural order; what is hidden is passed over.
 *
 * @returns absolute paths
 * @throws UserError when the folder cannot be read, or no image was found
 */
export async function sampleFolder(dir: string, count: number): Promise<string[]> {
  const root = resolve(dir);
  const found = await sample(root, count, MAX_DEPTH);
  if (found.length > 0) return found;
  throw new UserError(`There are no images in ${root}: put ${FORMAT_LIST} files into it or name another folder.`);
}

/** At most `count` of the values, evenly spaced. */
export function spread<T>(values: readonly T[], count: number): T[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, i) => values[Math.floor(((i + 0.5) * values.length) / count)]!);
}

async function sample(dir: string, count: number, depth: number): Promise<string[]> {
  const items = await readFolder(dir);
  const pathsOf = (some: Dirent[]) => some.map(item => join(dir, item.name));
  const images = pathsOf(items.filter(item => !item.isDirectory() && hasImageName(item.name)));
  // A link may lead to a folder; reading it will tell.
  const folders = pathsOf(
    items.filter(item => item.isDirectory() || (item.isSymbolicLink() && !hasImageName(item.name))),
  );
  const parts = depth > 0 ? spread(folders, count) : [];
  const found = spread(images, Math.ceil(count / (parts.length + 1)));
  for (const [i, folder] of parts.entries()) {
    const share = Math.ceil((count - found.length) / (parts.length - i));
    if (share > 0) found.push(...(await sample(folder, share, depth - 1).catch(() => [])));
  }
  return found;
}

async function readFolder(dir: string): Promise<Dirent[]> {
  try {
    const items = await readdir(dir, { withFileTypes: true });
    return items.filter(item => !item.name.startsWith('.')).sort((a, b) => naturalOrder(a.name, b.name));
  } catch {
    throw new UserError(`The folder ${dir} cannot be read: check its path and permissions.`);
  }
}
