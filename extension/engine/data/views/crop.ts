import type { Random } from '../../random.js';
import { cropReduction, randomCrop } from '../crop.js';
import { crop, flip, type RgbImage, toPlanar } from '../image.js';
import { type Filter, resize } from '../resize.js';
import type { ViewKind } from './view.js';

/** How a random crop is made. */
export interface CropOptions {
  /** Of the view, in pixels. */
  size: readonly [height: number, width: number];
  /** Smallest share of the image's area that a crop keeps (DATA.MIN_CROP_SCALE). */
  minCropScale: number;
  filter: Filter;
  /** Whether large images may be decoded smaller (DATA.SHRINK_ON_LOAD). */
  shrinks?: boolean;
}

/** Random resized crop and mirror image with p = 0.5: `images`, `[3, height, width]` in [0, 1] (fact sheet 1.1). */
export const cropView: ViewKind<CropOptions> = {
  fields: ({ size }) => [{ name: 'images', shape: [3, ...size] }],
  reduction: ({ size, minCropScale, shrinks }) =>
    shrinks ? (width, height) => cropReduction(width, height, minCropScale, Math.max(...size)) : undefined,
  make(image, options, random) {
    return { images: toPlanar(drawCrop(image, options, random)()) };
  },
};

/**
 * Draws box and mirroring, in this order; what is returned makes the pixels of them, so that a caller may draw what comes after
 * first.
 */
export function drawCrop(image: RgbImage, options: CropOptions, random: Random): () => RgbImage {
  const box = randomCrop(image.width, image.height, options.minCropScale, random);
  const mirrored = random.bernoulli(0.5);
  return () => {
    const [height, width] = options.size;
    const view = resize(crop(image, box), width, height, options.filter);
    return mirrored ? flip(view) : view;
  };
}
