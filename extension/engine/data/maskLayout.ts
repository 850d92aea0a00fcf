import { join } from 'node:path';
import type { MaskLayout } from '../config/segmentation.js';
import { readText } from '../files/regularFile.js';
import { IGNORED } from '../segmentation/confusion.js';
import type { MaskIds } from './mask.js';

/** Which part of a data set is wanted. */
export const splits = ['training', 'validation'] as const;
export type Split = (typeof splits)[number];

/** How a data set lays out its pairs of images and masks. */
interface Layout {
  /** Folders below the root; of those for masks the first that exists. */
  images(split: Split): string;
  masks(split: Split): readonly string[];
  /** The number of the first class in masks. */
  first: number;
  /** A number below that which means no class. */
  unlabelled?: number;
  /** A file that names the images of a part, one a line before the first space; without it every image is in both. */
  list?: Record<Split, string>;
}

const layouts: Record<MaskLayout, Layout> = {
  pairs: { images: () => 'images', masks: () => ['masks', 'annotations'], first: 0 },
  // SceneParsing 2016: 0 is what is none of the 150 classes.
  ade20k: { images: split => `images/${split}`, masks: split => [`annotations/${split}`], first: 1, unlabelled: 0 },
  // 1 is the animal, 2 the background, 3 the border between them.
  pets: {
    images: () => 'images',
    masks: () => ['annotations/trimaps', 'trimaps'],
    first: 1,
    list: { training: 'annotations/trainval.txt', validation: 'annotations/test.txt' },
  },
};

export function layoutOf(name: MaskLayout): Layout {
  return layouts[name];
}

/**
 * What the numbers in masks mean.
 *
 * @param ignore a number that means no class, whatever it would mean otherwise
 */
export function maskIdsOf(name: MaskLayout, classes: number, ignore: number): MaskIds {
  const { first, unlabelled } = layouts[name];
  return Array.from({ length: 256 }, (_, sample) => {
    if (sample === ignore || sample === unlabelled) return IGNORED;
    const id = sample - first;
    return id >= 0 && id < classes ? id : undefined;
  });
}

/** A list of more than this is none of images. */
const MOST_BYTES = 2 ** 24;

/** The names of a part's images, without what comes after the last dot; undefined when all images are in it. */
export async function namesOf(root: string, name: MaskLayout, split: Split): Promise<Set<string> | undefined> {
  const { list } = layouts[name];
  if (!list) return undefined;
  try {
    const text = await readText(join(root, list[split]), MOST_BYTES);
    const lines = text.split('\n').filter(line => line.trim() !== '' && !line.startsWith('#'));
    return new Set(lines.map(line => line.trim().split(/\s/)[0]!));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
