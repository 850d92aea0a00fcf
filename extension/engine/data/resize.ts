import type { RgbImage } from './image.js';

export type Filter = 'bicubic' | 'bilinear';

/** The kernel of each filter and how far it reaches on either side, in pixels of the coarser grid. */
const KERNELS: Record<Filter, { support: number; weight: (x: number) => number }> = {
  bicubic: { support: 2, weight: cubic },
  bilinear: { support: 1, weight: x => Math.max(0, 1 - Math.abs(x)) },
};

/** Weights are whole numbers scaled by 2^22: 32 bits less 8 for the pixel and 2 for overshoot and sign. */
const PRECISION = 22;
const HALF = 1 << (PRECISION - 1);

/**
 * `image` resampled to `width` x `height`, byte for byte what Pillow's `Image.resize` gives for RGB images: the kernel
 * widens when shrinking (antialiasing), weights are 22-bit fixed point, and each pass, first along rows and then along
 * columns, rounds to bytes. A side that keeps its length is left alone. Fact sheet 1.1.
 *
 * @throws RangeError when the image is empty or a side is not a positive whole number.
 */
export function resize(image: RgbImage, width: number, height: number, filter: Filter): RgbImage {
  for (const side of [image.width, image.height, width, height]) {
    if (!Number.isInteger(side) || side < 1) throw new RangeError(`cannot resize to or from a side of ${side} pixels`);
  }
  const rows = width === image.width ? image : resizeRows(image, width, filter);
  return height === image.height ? { ...rows, data: rows.data.slice() } : resizeColumns(rows, height, filter);
}

/** For every output pixel: the first input pixel it looks at, how many, and their weights at `[i * stride]`. */
interface Taps {
  first: Int32Array;
  count: Int32Array;
  weights: Int32Array;
  stride: number;
}

function makeTaps(from: number, to: number, filter: Filter): Taps {
  const { support, weight } = KERNELS[filter];
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const reach = support * stretch;
  const stride = Math.ceil(reach) * 2 + 1;
  const taps = { first: new Int32Array(to), count: new Int32Array(to), weights: new Int32Array(to * stride), stride };
  const exact = new Float64Array(stride);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach + 0.5));
    const count = Math.min(from, Math.trunc(centre + reach + 0.5)) - first;
    let total = 0;
    for (let k = 0; k < count; k++) {
      // A product, not a quotient: the last bit of the weight must be Pillow's.
      exact[k] = weight((k + first - centre + 0.5) * (1 / stretch));
      total += exact[k]!;
    }
    for (let k = 0; k < count; k++) {
      const scaled = (exact[k]! / total) * (1 << PRECISION);
      taps.weights[i * stride + k] = Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
    taps.first[i] = first;
    taps.count[i] = count;
  }
  return taps;
}

function resizeRows(image: RgbImage, width: number, filter: Filter): RgbImage {
  const { first, count, weights, stride } = makeTaps(image.width, width, filter);
  const source = image.data;
  const data = new Uint8Array(width * image.height * 3);
  let to = 0;
  for (let y = 0; y < image.height; y++) {
    const row = y * image.width;
    for (let x = 0; x < width; x++) {
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      let from = (row + first[x]!) * 3;
      const start = x * stride;
      const end = start + count[x]!;
      for (let k = start; k < end; k++) {
        const w = weights[k]!;
        red += Math.imul(source[from]!, w);
        green += Math.imul(source[from + 1]!, w);
        blue += Math.imul(source[from + 2]!, w);
        from += 3;
      }
      data[to] = toByte(red);
      data[to + 1] = toByte(green);
      data[to + 2] = toByte(blue);
      to += 3;
    }
  }
  return { width, height: image.height, data };
}

/** Adds whole rows at a time, so that memory is read in order. */
function resizeColumns(image: RgbImage, height: number, filter: Filter): RgbImage {
  const { first, count, weights, stride } = makeTaps(image.height, height, filter);
  const length = image.width * 3;
  const source = image.data;
  const data = new Uint8Array(length * height);
  const sums = new Int32Array(length);
  for (let y = 0; y < height; y++) {
    sums.fill(HALF);
    for (let k = 0; k < count[y]!; k++) {
      const w = weights[y * stride + k]!;
      const from = (first[y]! + k) * length;
      for (let x = 0; x < length; x++) sums[x]! += Math.imul(source[from + x]!, w);
    }
    const to = y * length;
    for (let x = 0; x < length; x++) data[to + x] = toByte(sums[x]!);
  }
  return { width: image.width, height, data };
}

/** From fixed point to a byte; overshoot of the cubic's negative lobes is cut off. */
function toByte(sum: number): number {
  return Math.max(0, Math.min(255, sum >> PRECISION));
}

/** Keys's cubic with a = -0.5. */
function cubic(signed: number): number {
  const a = -0.5;
  const x = Math.abs(signed);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}
