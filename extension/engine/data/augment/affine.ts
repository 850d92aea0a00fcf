import type { RgbImage } from '../image.js';
import type { Filter } from '../resize.js';

/** (x, y) of the output is (a x + b y + c, d x + e y + f) of the input: `[a, b, c, d, e, f]`, in pixels. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** How pixels are found between pixels, and what is seen beyond the image: a colour, bytes. */
export interface Surroundings {
  filter: Filter;
  fill: readonly number[];
}

/**
 * The image under an affine map, of the same size, byte for byte what Pillow's `Image.transform` gives for RGB images: pixels are
 * their centres, what lies beyond the image is `fill`, neighbours beyond an edge are the pixels at the edge, and values are cut
 * off to bytes. Unlike resizing it does not widen the filter when it shrinks.
 */
export function transform(image: RgbImage, [a, b, c, d, e, f]: Affine, { filter, fill }: Surroundings): RgbImage {
  const { width, height } = image;
  const data = new Uint8Array(image.data.length);
  const sample = samplers[filter](image);
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

const samplers: Record<Filter, (image: RgbImage) => Sampler> = { bilinear, bicubic };

function bilinear({ width, height, data: source }: RgbImage): Sampler {
  return (x, y, data, to) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const x0 = 3 * clamp(left, width);
    const x1 = 3 * clamp(left + 1, width);
    const across = (at: number) => linear(source[at + x0]!, source[at + x1]!, x - left);
    for (let channel = 0; channel < 3; channel++) {
      const upper = across(3 * width * clamp(top, height) + channel);
      const lower = across(3 * width * clamp(top + 1, height) + channel);
      data[to + channel] = linear(upper, lower, y - top);
    }
  };
}

function bicubic({ width, height, data: source }: RgbImage): Sampler {
  const rows = new Float64Array(4);
  return (x, y, data, to) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const x0 = 3 * clamp(left - 1, width);
    const x1 = 3 * clamp(left, width);
    const x2 = 3 * clamp(left + 1, width);
    const x3 = 3 * clamp(left + 2, width);
    for (let channel = 0; channel < 3; channel++) {
      for (let j = 0; j < 4; j++) {
        const at = 3 * width * clamp(top - 1 + j, height) + channel;
        rows[j] = cubic(source[at + x0]!, source[at + x1]!, source[at + x2]!, source[at + x3]!, x - left);
      }
      const value = cubic(rows[0]!, rows[1]!, rows[2]!, rows[3]!, y - top);
      data[to + channel] = Math.max(0, Math.min(255, value));
    }
  };
}

/** The nearest index of `length`. */
function clamp(index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index));
}

/** `t` of the way from `from` to `to`. */
function linear(from: number, to: number, t: number): number {
  return from + (to - from) * t;
}

/** The same with a neighbour on either side: Keys's cubic with a = -1, as a polynomial whose terms are added in Pillow's order. */
function cubic(before: number, from: number, to: number, after: number, t: number): number {
  const second = 2 * (before - from) + to - after;
  const third = -before + from - to + after;
  return from + t * (-before + to + t * (second + t * third));
}
