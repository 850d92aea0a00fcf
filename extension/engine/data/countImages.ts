import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasImageName } from './format.js';

/** How many images a folder seems to hold. */
export interface ImageCount {
  images: number;
  /** Whether everything was seen; otherwise there are at least `images`. */
  complete: boolean;
}

export interface CountOptions {
  /** Files and folders to look at before the counting stops. */
  limit?: number;
  signal?: AbortSignal;
}

/**
 * Counts the files below `dir` that are named like images, hidden ones left out. It opens none of them, so damaged ones
 * count too, and it follows no links to folders: an estimate to show, where `openImageFolder` gives the exact list.
 * A folder that is missing or not readable counts as empty.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function countImages(dir: string, { limit = 50_000, signal }: CountOptions = {}): Promise<ImageCount> {
  const pending = [dir];
  let images = 0;
  let seen = 0;
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const items = await opendir(folder).catch(() => undefined);
    if (!items) continue;
    for await (const item of items) {
      signal?.throwIfAborted();
      if (++seen > limit) return { images, complete: false };
      if (item.name.startsWith('.')) continue;
      if (item.isDirectory()) pending.push(join(folder, item.name));
      else if (hasImageName(item.name)) images++;
    }
  }
  return { images, complete: true };
}
