import type { RgbImage } from '../image.js';
import type { Filter } from '../resize.js';

/** (x, y) of the output is (a x + b y + c, d x + e y + f) of the input: `[a, b, c, d, e, f]`, in pixels. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** How pixels are found between pixels, and what is seen beyond the image: a colour, bytes. */
export interface Surroundings {
  filter: Filter;
  fill: readonly number[];
}

/** How many neighbours a filter looks at along each axis, and the value between the middle ones of them, `t` of the way. */
const FILTERS: Record<Filter, { taps: number; between: (values: Float64Array, t: number) => number }> = {
  bilinear: { taps: 2, between: linear },
  bicubic: { taps: 4, between: cubic },
};

/**
 * The image under an affine map, of the same size, byte for byte what Pillow's `Image.transform` gives for RGB images: pixels are
 * their centres, what lies beyond the image is `fill`, neighbours beyond an edge are the pixels at the edge, and values are cut
 * off to bytes. Unlike resizing it does not widen the filter when it shrinks.
 */
export function transform(image: RgbImage, [a, b, c, d, e, f]: Affine, { filter, fill }: Surroundings): RgbImage {
  const { width, height } = image;
  const data = new Uint8Array(image.data.length);
  const sample = sampler(image, filter);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = (y * width + x) * 3;
      const fromX = a * (x + 0.5) + b * (y + 0.5) + c;
      const fromY = d * (x + 0.5) + e * (y + 0.5) + f;
      if (fromX >= 0 && fromX < width && fromY >= 0 && fromY < height) sample(fromX - 0.5, fromY - 0.5, data, to);
      else data.set(fill, to);
    }
  }
  return { width, height, data };
}

/** Writes the colour at (x, y), where whole numbers are the centres of pixels, to three bytes of `data`. */
type Sampler = (x: number, y: number, data: Uint8Array, to: number) => void;

function sampler({ width, height, data: source }: RgbImage, filter: Filter): Sampler {
  const { taps, between } = FILTERS[filter];
  const columns = new Int32Array(taps);
  const rows = new Int32Array(taps);
  const across = new Float64Array(taps);
  const down = new Float64Array(taps);
  return (x, y, data, to) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    for (let k = 0; k < taps; k++) {
      const beside = k + 1 - taps / 2;
      columns[k] = clamp(left + beside, width) * 3;
      rows[k] = clamp(top + beside, height) * width * 3;
    }
    for (let channel = 0; channel < 3; channel++) {
      for (let j = 0; j < taps; j++) {
        for (let k = 0; k < taps; k++) across[k] = source[rows[j]! + columns[k]! + channel]!;
        down[j] = between(across, x - left);
      }
      data[to + channel] = Math.max(0, Math.min(255, between(down, y - top)));
    }
  };
}

/** The nearest index of `length`. */
function clamp(index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index));
}

function linear(values: Float64Array, t: number): number {
  const from = values[0]!;
  return from + (values[1]! - from) * t;
}

/** Keys's cubic with a = -1, as a polynomial in `t` whose terms are added in Pillow's order. */
function cubic(values: Float64Array, t: number): number {
  const before = values[0]!;
  const from = values[1]!;
  const to = values[2]!;
  const after = values[3]!;
  const second = 2 * (before - from) + to - after;
  const third = -before + from - to + after;
  return from + t * (-before + to + t * (second + t * third));
}
