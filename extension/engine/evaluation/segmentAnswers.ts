import { cpus } from 'node:os';
import type { Config } from '../config/schema.js';
import { ahead } from '../data/ahead.js';
import { DecodePool } from '../data/decodePool.js';
import type { ImageFolder, SkippedFile } from '../data/folder.js';
import { Confusion } from '../segmentation/confusion.js';
import { type SegmentingStep, segmentImage } from './segmentImage.js';

/** What a network says of images with masks. */
export interface SegmentAnswers {
  folder: ImageFolder;
  /** Of the pixels of all images. */
  confusion: Confusion;
  /** What it makes of each class in each image that shows it. */
  parts: readonly ImagePart[];
  /** Images that could not be decoded, or whose masks could not. */
  failed: readonly SkippedFile[];
}

/** A class in an image that shows it. */
export interface ImagePart {
  /** In the order of the folder. */
  entry: number;
  class: number;
  /** From 0 to 1. */
  iou: number;
  /** That show the class. */
  pixels: number;
}

/**
 * Asks a network about every image of a folder with masks, decoded ahead in threads, and compares at the size of the mask.
 *
 * @returns after reports of how many images are done
 */
export async function* askSegmenter(
  segmenting: SegmentingStep,
  folder: ImageFolder,
  { DATA }: Pick<Config, 'DATA'>,
  signal?: AbortSignal,
): AsyncGenerator<number, SegmentAnswers> {
  const { root, entries, maskIds } = folder;
  const threads = Math.max(1, Math.min(DATA.NUM_WORKERS, cpus().length));
  const view = { kind: 'whole', side: segmenting.side, filter: DATA.INTERPOLATION } as const;
  const pool = new DecodePool(threads, { root, view, maskIds });
  const confusion = new Confusion(segmenting.classes);
  const parts: ImagePart[] = [];
  const failed: SkippedFile[] = [];
  try {
    let entry = 0;
    // Whole images are large: one a thread, and one that waits.
    for await (const result of ahead(0, entries.length, threads + 1, i => pool.run(entries[i]!, [0, i]))) {
      signal?.throwIfAborted();
      if ('view' in result) {
        const { pixels, size, mask } = result.view;
        const [height, width, fullHeight, fullWidth] = size as unknown as [number, number, number, number];
        const canvas = await segmentImage(pixels!, [height, width], segmenting);
        const ofImage = new Confusion(segmenting.classes);
        ofImage.add(Uint8Array.from(mask!), canvas.classesAt(fullHeight, fullWidth));
        confusion.addAll(ofImage);
        parts.push(...partsOf(ofImage, entry));
      } else {
        failed.push({ path: entries[entry]!.path, reason: result.unreadable });
      }
      yield ++entry;
    }
    return { folder, confusion, parts, failed };
  } finally {
    await pool.close();
  }
}

function partsOf(confusion: Confusion, entry: number): ImagePart[] {
  return confusion
    .each()
    .flatMap(({ iou, truth }, index) => (truth > 0 ? [{ entry, class: index, iou, pixels: truth }] : []));
}
