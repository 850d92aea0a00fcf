import type { RgbImage } from '../image.js';
import { type Affine, type Surroundings, transform } from './affine.js';
import { cosine, sine } from './trigonometry.js';

/** Rotated counter-clockwise by this many degrees about its centre, as Pillow's `Image.rotate` without `expand`. */
export function rotate(image: RgbImage, degrees: number, surroundings: Surroundings): RgbImage {
  const { width, height } = image;
  // Pillow goes by the angle in [0, 360), and so must the last bit of its radians.
  const turn = degrees % 360;
  const angle = -(turn < 0 ? turn + 360 : turn) * (Math.PI / 180);
  const cos = rounded(cosine(angle));
  const sin = rounded(sine(angle));
  const [x, y] = [width / 2, height / 2];
  const map: Affine = [cos, sin, cos * -x + sin * -y + x, -sin, cos, -sin * -x + cos * -y + y];
  return transform(image, map, surroundings);
}

/** Every row is moved to the left by `share` of its distance from the top. */
export function shearX(image: RgbImage, share: number, surroundings: Surroundings): RgbImage {
  return transform(image, [1, share, 0, 0, 1, 0], surroundings);
}

/** Every column is moved up by `share` of its distance from the left. */
export function shearY(image: RgbImage, share: number, surroundings: Surroundings): RgbImage {
  return transform(image, [1, 0, 0, share, 1, 0], surroundings);
}

/** Moved to the left by this share of the width. */
export function translateX(image: RgbImage, share: number, surroundings: Surroundings): RgbImage {
  return transform(image, [1, 0, share * image.width, 0, 1, 0], surroundings);
}

/** Moved up by this share of the height. */
export function translateY(image: RgbImage, share: number, surroundings: Surroundings): RgbImage {
  return transform(image, [1, 0, 0, 0, 1, share * image.height], surroundings);
}

/** To 15 decimals, so that right angles are exact. */
function rounded(x: number): number {
  return Number(x.toFixed(15));
}
