import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasImageName } from './format.js';
import { naturalOrder } from './naturalOrder.js';

/** What lies directly in a folder; hidden things are left out. */
export interface FolderListing {
  /** Names in natural order. Links to folders count as folders. */
  folders: string[];
  /** The first `most` names of images in natural order. */
  images: string[];
  /** How many images there are. */
  imageCount: number;
}

/**
 * Lists a folder without holding all its names: folders of a million images are common.
 *
 * @throws the system's error when the folder is missing or not readable
 */
export async function listFolder(dir: string, most: number): Promise<FolderListing> {
  const folders: string[] = [];
  let images: string[] = [];
  let imageCount = 0;
  const firstImages = () => images.sort(naturalOrder).slice(0, most);
  for await (const item of await opendir(dir)) {
    if (item.name.startsWith('.')) continue;
    if (item.isDirectory() || (item.isSymbolicLink() && (await isFolder(join(dir, item.name))))) {
      folders.push(item.name);
    } else if (hasImageName(item.name)) {
      imageCount++;
      images.push(item.name);
      if (images.length >= 8 * most) images = firstImages();
    }
  }
  return { folders: folders.sort(naturalOrder), images: firstImages(), imageCount };
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
}
