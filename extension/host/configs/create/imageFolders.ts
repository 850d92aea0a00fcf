import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { countImages, type ImageCount } from '../../../engine/data/countImages.js';
import { type FolderListing, listFolder } from '../../../engine/data/listFolder.js';

/** A folder that a run could train on. */
export interface FoundFolder extends ImageCount {
  path: string;
}

/** How far the search goes, so that it ends soon in any workspace: it only makes suggestions. */
const DEEPEST = 4;
const MOST_FOLDERS = 500;
const MOST_FOUND = 20;
const MOST_COUNTED = 20_000;

/** Parts of a data set that are not to be trained on together. */
const SPLIT = /^(train|training|val|valid|validation|test)$/i;

/**
 * The folders below `root` (or `root` itself) that look like a set of training images: those that hold images, and those
 * whose folders do, as classes. Inside such a folder no other is looked for; runs and packages are passed over.
 */
export async function findImageFolders(root: string): Promise<FoundFolder[]> {
  const found: string[] = [];
  const listings = new Map<string, FolderListing>();
  const pending = [{ path: root, depth: 0 }];
  for (const { path, depth } of pending) {
    if (found.length >= MOST_FOUND || listings.size > MOST_FOLDERS) break;
    const inner = await foldersIn(path, listings);
    if (inner === undefined) continue;
    if (listings.get(path)!.imageCount > 0 || (await holdsClasses(inner, listings))) found.push(path);
    else if (depth < DEEPEST) for (const folder of inner) pending.push({ path: folder, depth: depth + 1 });
  }
  return Promise.all(found.map(async path => ({ path, ...(await countImages(path, { limit: MOST_COUNTED })) })));
}

/** The folders directly in `path`; undefined where there is nothing to look for. */
async function foldersIn(path: string, listings: Map<string, FolderListing>): Promise<string[] | undefined> {
  const isRun = await access(join(path, 'run.json')).then(
    () => true,
    () => false,
  );
  if (isRun || basename(path) === 'node_modules') return undefined;
  return (await listed(path, listings)).folders.map(name => join(path, name));
}

/** Whether most of the folders hold images and are classes rather than parts of a data set. */
async function holdsClasses(folders: string[], listings: Map<string, FolderListing>): Promise<boolean> {
  if (folders.length < 2 || folders.some(path => SPLIT.test(basename(path)))) return false;
  let classes = 0;
  for (const path of folders) {
    if (listings.size > MOST_FOLDERS) break;
    if ((await listed(path, listings)).imageCount > 0) classes++;
  }
  return classes >= 2 && classes * 2 >= folders.length;
}

async function listed(path: string, listings: Map<string, FolderListing>): Promise<FolderListing> {
  const known = listings.get(path);
  if (known) return known;
  const none = { folders: [], images: [], imageCount: 0 };
  const listing = await listFolder(path, 0).catch(() => none);
  listings.set(path, listing);
  return listing;
}
