import type { Random } from '../random.js';
import { randomCrop } from './crop.js';
import { crop, flip, type RgbImage, toPlanar } from './image.js';
import { type Filter, resize } from './resize.js';

/** How a training view is made of an image. */
export interface ViewOptions {
  /** Side of the view in pixels. */
  imageSize: number;
  /** Smallest share of the image's area that a crop keeps. */
  minCropScale: number;
  filter: Filter;
  /** Probability of the low-pass mask (SAMPLE_RATIO). */
  sampleRatio: number;
}

/** One training sample. */
export interface View {
  /** `[3, imageSize, imageSize]` in [0, 1]. */
  pixels: Float32Array;
  /** Whether this sample keeps the low frequencies; else it keeps the high ones. */
  lowPass: boolean;
}

/**
 * A random view of `image`: random resized crop, mirror image with p = 0.5, and the choice of mask, drawn from `random`
 * in this order (fact sheet 1.1, 1.2).
 */
export function randomView(image: RgbImage, options: ViewOptions, random: Random): View {
  const box = randomCrop(image.width, image.height, options.minCropScale, random);
  const mirrored = random.bernoulli(0.5);
  const lowPass = random.bernoulli(options.sampleRatio);
  const view = resize(crop(image, box), options.imageSize, options.imageSize, options.filter);
  return { pixels: toPlanar(mirrored ? flip(view) : view), lowPass };
}
