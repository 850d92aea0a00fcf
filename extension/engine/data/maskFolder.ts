import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Config } from '../config/schema.js';
import { type MaskLayout, segmentationClasses } from '../config/segmentation.js';
import { UserError } from '../errors.js';
import { UnreadableImage, uprightSize } from './decode.js';
import { decodeMask } from './decodeMask.js';
import { type ImageFolder, listImageFolder } from './folder.js';
import { layoutOf, maskIdsOf, namesOf, type Split } from './maskLayout.js';
import type { SourceEntry } from './source.js';

export interface MaskOptions {
  layout: MaskLayout;
  split: Split;
  classes: number;
  /** A number in masks that means no class. */
  ignore: number;
  /** What names the folder, and what the layout: a config key or an argument. */
  key: string;
  layoutKey?: string;
}

/** Pairs that are looked at before a training starts, evenly over the folder. */
const LOOKED_AT = 200;

/**
 * The images of a data set with a mask for each: a PNG of the same name. Its entries are of no class. Some masks are decoded, so
 * that what is wrong with all of them is said at once; a single bad one fails when its turn comes.
 *
 * @throws UserError when folders or pairs are missing, or a mask that is looked at cannot be used
 */
export async function openMaskFolder(dir: string, options: MaskOptions): Promise<ImageFolder> {
  const { layout, split, classes, ignore, key } = options;
  const root = resolve(dir);
  const { images, masks } = await foldersOf(root, options);
  const listed = await listImageFolder(join(root, images));
  const named = await namesOf(root, layout, split);
  const isWanted = ({ path }: { path: string }) => !named || named.has(stem(path));
  const maskOf = await maskNames(join(root, masks));
  const entries = listed.entries.filter(isWanted).map(({ path }): SourceEntry => {
    const mask = maskOf.get(stem(path));
    if (mask === undefined) {
      throw new UserError(
        `${key}: ${images}/${path} in ${root} has no mask ${masks}/${stem(path)}.png: add it, or remove the image.`,
      );
    }
    return { path: `${images}/${path}`, label: -1, mask: `${masks}/${mask}` };
  });
  if (entries.length === 0) {
    throw new UserError(
      `${key}: there are no pairs of image and mask in ${images} and ${masks} of ${root}: put some there.`,
    );
  }
  const skipped = listed.skipped.filter(isWanted).map(file => ({ ...file, path: `${images}/${file.path}` }));
  const folder = { root, classes: [], entries, skipped, maskIds: maskIdsOf(layout, classes, ignore) };
  await lookAt(folder, key);
  return folder;
}

/**
 * The part of a data set that a config measures on.
 *
 * @param named what names the folder and the layout
 * @throws UserError as `openMaskFolder`
 */
export function openMasksToMeasure(
  dir: string,
  config: Config,
  named: Pick<MaskOptions, 'key' | 'layoutKey'>,
): Promise<ImageFolder> {
  const { LAYOUT: layout, IGNORE: ignore } = config.SEGMENTATION;
  return openMaskFolder(dir, { layout, ignore, classes: segmentationClasses(config), split: 'validation', ...named });
}

/** @throws UserError when the layout's folders are not there */
async function foldersOf(
  root: string,
  { layout, split, key, layoutKey = 'SEGMENTATION.LAYOUT' }: MaskOptions,
): Promise<{ images: string; masks: string }> {
  const of = layoutOf(layout);
  const images = of.images(split);
  const wanted = of.masks(split);
  const found = await Promise.all(wanted.map(async name => ((await isFolder(join(root, name))) ? [name] : [])));
  const [masks] = found.flat();
  if (masks !== undefined && (await isFolder(join(root, images)))) return { images, masks };
  throw new UserError(
    `${key}: ${root} does not have the folders ${images} and ${wanted.join(' or ')} of the layout '${layout}': ` +
      `add them, or set ${layoutKey} to the layout that it has.`,
  );
}

/** The PNGs of a folder by their names without '.png'. */
async function maskNames(folder: string): Promise<Map<string, string>> {
  const { entries, skipped } = await listImageFolder(folder);
  // One that is plainly no PNG counts as well: its reason is said when it is decoded.
  const paths = [...entries, ...skipped].map(({ path }) => path).filter(path => /\.png$/i.test(path));
  return new Map(paths.map(path => [stem(path), path]));
}

/** @throws UserError for a mask that cannot be used */
async function lookAt({ root, entries, maskIds }: ImageFolder, key: string): Promise<void> {
  const count = Math.min(LOOKED_AT, entries.length);
  for (let i = 0; i < count; i++) {
    const { path, mask } = entries[Math.floor((i * entries.length) / count)]!;
    const size = await uprightSize(join(root, path)).catch(() => undefined);
    // A damaged image is none of a mask's; it fails on its own.
    if (!size) continue;
    try {
      await decodeMask(root, mask!, maskIds!, size);
    } catch (error) {
      if (!(error instanceof UnreadableImage)) throw error;
      throw new UserError(
        `${key}: ${path} in ${root} cannot be used because ${error.reason}: correct it, or SEGMENTATION in the config.`,
      );
    }
  }
}

function stem(path: string): string {
  return path.replace(/\.[^./]*$/, '');
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
}
