import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.js';
import { openRegular } from '../files/regularFile.js';
import { FORMAT_LIST, hasImageName, SNIFF_BYTES } from './format.js';
import { headFailure, readFailure } from './imageFailure.js';
import { naturalOrder } from './naturalOrder.js';
import type { Source } from './source.js';

/** A file that is named like an image and cannot be used, and why (a phrase). */
export interface SkippedFile {
  path: string;
  reason: string;
}

/**
 * The images below a folder, in natural order of their paths. Its classes are the names of the folders directly below the root
 * that hold images, in natural order.
 */
export interface ImageFolder extends Source {
  /** Files that are plainly no images. Damage further inside a file shows only when it is decoded. */
  skipped: SkippedFile[];
}

/** What is trained on, and what is not. */
export interface TrainingFolder extends ImageFolder {
  /** Absent where nothing is held out. */
  heldOut?: ImageFolder;
}

/** Files whose first bytes are looked at, at the same time. */
const PARALLEL = 32;
/** Times that links may lead into a folder again. */
const MOST_REPEATS = 1000;

/**
 * The images of a folder to train on; see `listImageFolder`.
 *
 * @throws UserError when `dir` is missing, no folder, not readable, holds no usable image, or links without end.
 */
export async function openImageFolder(dir: string): Promise<ImageFolder> {
  const folder = await listImageFolder(dir);
  const { root, entries, skipped } = folder;
  if (entries.length > 0) return folder;
  const [first] = skipped;
  if (!first) {
    throw new UserError(`There are no images in ${root}: put ${FORMAT_LIST} files into it or name another folder.`);
  }
  const which = skipped.length === 1 ? 'The only image file' : `None of the ${skipped.length} image files`;
  throw new UserError(
    `${which} in ${root} can be used (${first.path}: ${first.reason}): replace the files or name another folder.`,
  );
}

/**
 * Lists the images in `dir` and all folders below it, and looks at their first bytes; a first-level folder is a class. Hidden
 * files and folders are passed over; links are followed, but never back into a folder that is being listed.
 *
 * @param most files and folders to list
 * @throws UserError when `dir` is missing, no folder or not readable, or links without end; RangeError when there is more in
 *   it than `most`
 */
export async function listImageFolder(dir: string, most = Number.POSITIVE_INFINITY): Promise<ImageFolder> {
  const root = resolve(dir);
  const listing: Listing = { root, paths: [], room: most, folders: new Set(), repeats: 0 };
  await list(listing, '', []);
  const { paths } = listing;
  const failures = await headFailures(root, paths);
  const skipped = paths.flatMap((path, i) => (failures[i] === undefined ? [] : [{ path, reason: failures[i]! }]));
  const usable = paths.filter((_, i) => failures[i] === undefined);
  const classes = [...new Set(usable.map(classOf).filter(name => name !== undefined))];
  const labels = new Map(classes.map((name, label) => [name, label]));
  const entries = usable.map(path => ({ path, label: labels.get(classOf(path) ?? '') ?? -1 }));
  return { root, classes, entries, skipped };
}

function classOf(path: string): string | undefined {
  const slash = path.indexOf('/');
  return slash < 0 ? undefined : path.slice(0, slash);
}

interface Listing {
  root: string;
  /** Of the image files so far. */
  paths: string[];
  /** How many more files and folders may be listed. */
  room: number;
  /** Real paths of the folders so far, and how often links led into one of them again. */
  folders: Set<string>;
  repeats: number;
}

/** Appends the image files below `root/under`. `above`: the real paths of the folders that lead there. */
async function list(listing: Listing, under: string, above: string[]): Promise<void> {
  const { root, paths, folders } = listing;
  const { real, items } = await readFolder(join(root, under));
  if (above.includes(real)) return;
  // Folders that link to each other are led into in as many ways as there are orders of them.
  if (folders.has(real) && ++listing.repeats > MOST_REPEATS) {
    throw new UserError(
      `Links in ${root} lead into folders that were listed already more than ${MOST_REPEATS} times (now ${under}): ` +
        'remove links between its folders.',
    );
  }
  folders.add(real);
  listing.room -= items.length;
  if (listing.room < 0) throw new RangeError(`${root} holds too much to be listed.`);
  for (const item of items) {
    const path = under ? `${under}/${item.name}` : item.name;
    if (item.isDirectory() || (item.isSymbolicLink() && (await isFolder(join(root, path))))) {
      await list(listing, path, [...above, real]);
    } else if (hasImageName(item.name)) {
      paths.push(path);
    }
  }
}

/** What lies in a folder, hidden things left out, in natural order. */
async function readFolder(folder: string): Promise<{ real: string; items: Dirent[] }> {
  try {
    const items = await readdir(folder, { withFileTypes: true });
    const shown = items.filter(item => !item.name.startsWith('.'));
    return { real: await realpath(folder), items: shown.sort((a, b) => naturalOrder(a.name, b.name)) };
  } catch (error) {
    throw new UserError(folderFailure(folder, error));
  }
}

function folderFailure(folder: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return `There is no folder ${folder}: check the path of the images.`;
  if (code === 'ENOTDIR') return `${folder} is not a folder: name the folder that holds the images.`;
  return `The folder ${folder} cannot be read (${readFailure(error)}): make it readable or move it elsewhere.`;
}

/** Whether `path` leads to a folder; a link that leads nowhere does not. */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** For each path, why its first bytes rule it out as an image, or undefined. */
async function headFailures(root: string, paths: string[]): Promise<(string | undefined)[]> {
  const failures = new Array<string | undefined>(paths.length);
  let next = 0;
  async function work(): Promise<void> {
    while (next < paths.length) {
      const i = next++;
      failures[i] = await readHead(join(root, paths[i]!)).then(headFailure, readFailure);
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return failures;
}

async function readHead(file: string): Promise<Uint8Array> {
  const handle = await openRegular(file);
  try {
    const { bytesRead, buffer } = await handle.read(new Uint8Array(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
