import type { RgbImage } from './image.js';

/** Of configs. */
export type Filter = 'bicubic' | 'bilinear';

type ResizeFilter = Filter | 'box';

/** The kernel of each filter and how far it reaches on either side, in pixels of the coarser grid. */
const KERNELS: Record<ResizeFilter, { support: number; weight: (x: number) => number }> = {
  bicubic: { support: 2, weight: cubic },
  bilinear: { support: 1, weight: x => Math.max(0, 1 - Math.abs(x)) },
  // A pixel on the border between two of the coarser grid belongs to the first.
  box: { support: 0.5, weight: x => (x > -0.5 && x <= 0.5 ? 1 : 0) },
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
export function resize(image: RgbImage, width: number, height: number, filter: ResizeFilter): RgbImage {
  for (const side of [image.width, image.height, width, height]) {
    if (!Number.isInteger(side) || side < 1) throw new RangeError(`cannot resize to or from a side of ${side} pixels`);
  }
  const wide = width === image.width ? image : resample(image, width, image.height, 'rows', filter);
  const done = height === image.height ? wide : resample(wide, width, height, 'columns', filter);
  return done === image ? { ...image, data: image.data.slice() } : done;
}

/** For every output pixel: the first input pixel it looks at, how many, and their weights at `[i * stride]`. */
interface Taps {
  first: Int32Array;
  count: Int32Array;
  weights: Int32Array;
  stride: number;
}

function makeTaps(from: number, to: number, filter: ResizeFilter): Taps {
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

/** One pass: every output pixel is a weighted sum of input pixels beside it in its row, or above it in its column. */
function resample(
  image: RgbImage,
  width: number,
  height: number,
  along: 'rows' | 'columns',
  filter: ResizeFilter,
): RgbImage {
  const inRows = along === 'rows';
  const { first, count, weights, stride } = inRows
    ? makeTaps(image.width, width, filter)
    : makeTaps(image.height, height, filter);
  const source = image.data;
  const step = inRows ? 3 : image.width * 3;
  const data = new Uint8Array(width * height * 3);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = inRows ? x : y;
      let from = (inRows ? y * image.width + first[i]! : first[i]! * image.width + x) * 3;
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      const end = i * stride + count[i]!;
      for (let k = i * stride; k < end; k++) {
        const w = weights[k]!;
        // `| 0` keeps the sums whole 32-bit numbers for the compiler; they never leave that range.
        red = (red + Math.imul(source[from]!, w)) | 0;
        green = (green + Math.imul(source[from + 1]!, w)) | 0;
        blue = (blue + Math.imul(source[from + 2]!, w)) | 0;
        from += step;
      }
      data[to] = toByte(red);
      data[to + 1] = toByte(green);
      data[to + 2] = toByte(blue);
      to += 3;
    }
  }
  return { width, height, data };
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
