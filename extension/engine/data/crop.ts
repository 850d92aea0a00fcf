import type { Random } from '../random.js';
import type { Box } from './image.js';
import { roundHalfEven } from './roundHalfEven.js';

const MIN_ASPECT = 3 / 4;
const MAX_ASPECT = 4 / 3;
const TRIES = 10;

/**
 * The rectangle of a random resized crop (fact sheet 1.1): area uniform in [`minScale`, 1] of the image, width / height
 * log-uniform in [3/4, 4/3], position uniform. When ten draws do not fit, the largest centred rectangle whose aspect
 * ratio lies in that range.
 *
 * @param width Image width in pixels.
 * @param height Image height in pixels.
 */
export function randomCrop(width: number, height: number, minScale: number, random: Random): Box {
  for (let i = 0; i < TRIES; i++) {
    const area = width * height * random.uniform(minScale, 1);
    const aspect = Math.exp(random.uniform(Math.log(MIN_ASPECT), Math.log(MAX_ASPECT)));
    const w = roundHalfEven(Math.sqrt(area * aspect));
    const h = roundHalfEven(Math.sqrt(area / aspect));
    if (w > 0 && w <= width && h > 0 && h <= height) {
      const top = random.integer(height - h + 1);
      const left = random.integer(width - w + 1);
      return { left, top, width: w, height: h };
    }
  }
  const aspect = width / height;
  const w = aspect > MAX_ASPECT ? Math.max(1, roundHalfEven(height * MAX_ASPECT)) : width;
  const h = aspect < MIN_ASPECT ? Math.max(1, roundHalfEven(width / MIN_ASPECT)) : height;
  return { left: Math.floor((width - w) / 2), top: Math.floor((height - h) / 2), width: w, height: h };
}

/**
 * By what the sides of an image may be divided (1, 2, 4 or 8) so that no random crop of it is smaller than `least` pixels.
 *
 * @param minScale as for `randomCrop`
 */
export function cropReduction(width: number, height: number, minScale: number, least: number): number {
  const smallest = Math.min(Math.sqrt(width * height * minScale * MIN_ASPECT), width, height);
  return [8, 4, 2].find(divisor => smallest / divisor >= least) ?? 1;
}

/** The centred square of `size` pixels; an odd remainder goes where torchvision's centre crop puts it. */
export function centreCrop(width: number, height: number, size: number): Box {
  return {
    left: roundHalfEven((width - size) / 2),
    top: roundHalfEven((height - size) / 2),
    width: size,
    height: size,
  };
}
