import type { Config } from '../../config/schema.js';
import { centreCrop } from '../crop.js';
import { crop, type RgbImage, toPlanar } from '../image.js';
import { type Filter, resize } from '../resize.js';
import type { ViewKind } from './view.js';

/** How an image is seen where a classifier is measured. */
export interface EvaluationOptions {
  /** Of the view, in pixels. */
  side: number;
  /** Share of the short side that the middle keeps (TEST.CROP_RATIO); null squeezes the whole image into the square. */
  cropRatio: number | null;
  filter: Filter;
}

/** The middle of an image: `images`, `[3, side, side]` in [0, 1] (fact sheet 1.13). */
export const evaluationView: ViewKind<EvaluationOptions> = {
  fields: ({ side }) => [{ name: 'images', shape: [3, side, side] }],
  make: (image, options) => ({ images: toPlanar(middleOf(image, options)) }),
};

/** How a config has images seen where a classifier is measured. */
export function evaluationOptions({ DATA, TEST }: Pick<Config, 'DATA' | 'TEST'>): EvaluationOptions {
  return { side: DATA.IMG_SIZE, cropRatio: TEST.CROP ? TEST.CROP_RATIO : null, filter: DATA.INTERPOLATION };
}

/** What is seen of an image, `[side, side]`. */
export function middleOf(image: RgbImage, { side, cropRatio, filter }: EvaluationOptions): RgbImage {
  if (cropRatio === null) return resize(image, side, side, filter);
  const short = Math.min(image.width, image.height);
  const resized = Math.floor(side / cropRatio);
  const width = Math.floor((resized * image.width) / short);
  const height = Math.floor((resized * image.height) / short);
  return crop(resize(image, width, height, filter), centreCrop(width, height, side));
}
