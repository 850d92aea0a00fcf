import { type RgbImage, toPlanar } from '../image.js';
import { type Filter, resize } from '../resize.js';
import type { ViewKind } from './view.js';

/** How a whole image is seen, through square windows that slide over it. */
export interface WholeOptions {
  /** Of a window, and so of the image's short side, in pixels. */
  side: number;
  filter: Filter;
}

/**
 * A whole image: `pixels`, `[3, height, width]` in [0, 1] with the short side made `side`; `size`, its height and width, then those
 * that it has on disk; and `mask`, `[height, width]` as on disk, classes or `IGNORED`, where it has one. Images differ in size, so
 * it has no fields and makes no batches.
 */
export const wholeView: ViewKind<WholeOptions> = {
  fields: () => [],
  make(image, options, _random, mask) {
    const sized = sizedFor(image, options);
    const size = Float32Array.of(sized.height, sized.width, image.height, image.width);
    return { pixels: toPlanar(sized), size, ...(mask && { mask: Float32Array.from(mask.data) }) };
  },
};

/** An image whose short side is made that of a window. */
export function sizedFor(image: RgbImage, { side, filter }: WholeOptions): RgbImage {
  const scale = side / Math.min(image.width, image.height);
  const [width, height] = [image.width, image.height].map(length => Math.max(side, Math.round(length * scale)));
  return resize(image, width!, height!, filter);
}
