import type { RgbImage } from '../image.js';

/**
 * Pillow's ImageEnhance: an image and a version of it without colour, contrast, light or detail, mixed by a factor. 0 gives that
 * version, 1 the image, and beyond 1 the image goes the other way.
 */

/** Saturation: towards the grey image. */
export function colour(image: RgbImage, factor: number): RgbImage {
  return blend(image, greyOf(image), factor);
}

/** Towards the mean of the grey image, rounded. */
export function contrast(image: RgbImage, factor: number): RgbImage {
  const grey = greyOf(image);
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length;
  return blend(image, new Uint8Array(image.data.length).fill(Math.floor(mean + 0.5)), factor);
}

/** Towards black. */
export function brightness(image: RgbImage, factor: number): RgbImage {
  return blend(image, new Uint8Array(image.data.length), factor);
}

/** Towards the smoothed image. */
export function sharpness(image: RgbImage, factor: number): RgbImage {
  return blend(image, smooth(image), factor);
}

/** The luma of ITU-R 601 in Pillow's 16-bit fixed point, the same for all channels, `[height, width, 3]`. */
function greyOf({ data }: RgbImage): Uint8Array {
  const grey = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 3) {
    const luma = (19595 * data[i]! + 38470 * data[i + 1]! + 7471 * data[i + 2]! + 0x8000) >> 16;
    grey[i] = luma;
    grey[i + 1] = luma;
    grey[i + 2] = luma;
  }
  return grey;
}

/** Pillow's SMOOTH: each pixel counts five times, the eight around it once; rounded, and pixels at the border stay. */
function smooth({ width, height, data }: RgbImage): Uint8Array {
  const smoothed = data.slice();
  const row = 3 * width;
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * row + 3; i < (y + 1) * row - 3; i++) {
      let sum = 4 * data[i]!;
      for (let above = i - row; above <= i + row; above += row) {
        sum += data[above - 3]! + data[above]! + data[above + 3]!;
      }
      // Halves cannot occur, so whole numbers round as Pillow's floats do.
      smoothed[i] = Math.floor((2 * sum + 13) / 26);
    }
  }
  return smoothed;
}

/** from + factor * (image - from), in 32-bit floats as Pillow has them, then cut off: to [0, 255], and to whole numbers. */
function blend(image: RgbImage, from: Uint8Array, factor: number): RgbImage {
  const share = Math.fround(factor);
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i++) {
    const start = from[i]!;
    const mixed = Math.fround(start + Math.fround(share * (image.data[i]! - start)));
    data[i] = Math.max(0, Math.min(255, mixed));
  }
  return { ...image, data };
}
