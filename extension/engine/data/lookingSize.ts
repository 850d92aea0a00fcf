import type { RgbImage } from './image.js';
import { resize } from './resize.js';

/** Sides above which an image is made smaller for looking at it, in pixels: the shorter one and the longer one. */
const [SHORTER, LONGER] = [384, 768];

/** The image, made smaller (bicubic) where its sides are longer than is needed to look at it. */
export function atLookingSize(image: RgbImage): RgbImage {
  const { width, height } = image;
  const scale = Math.min(1, SHORTER / Math.min(width, height), LONGER / Math.max(width, height));
  if (scale === 1) return image;
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return resize(image, side(width), side(height), 'bicubic');
}
