import { mkdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { messageOf, UserError } from '../engine/errors.js';

/**
 * Where the files about each image go: `out` itself for a single image, a folder in it for each of several, named for
 * the image and numbered where two images have the same name.
 */
export function outputFolders(out: string, images: readonly string[]): string[] {
  if (images.length === 1) return [out];
  const taken = new Set<string>();
  return images.map(image => {
    const stem = basename(image, extname(image));
    let name = stem;
    for (let i = 2; taken.has(name); i++) name = `${stem}-${i}`;
    taken.add(name);
    return join(out, name);
  });
}

/** Creates a folder for results, with its parents. Throws UserError when that is impossible. */
export async function createFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true }).catch((error: unknown) => {
    throw new UserError(`The folder ${dir} cannot be created: ${messageOf(error)}; name another one with --out.`);
  });
}
