import type { RgbImage } from '../image.js';
import { at, type BySeverity, type Corruption } from './corruption.js';
import { coarsened, type Plane } from './jpegBlocks.js';
import { chromaTable, lumaTable } from './jpegTables.js';

const qualities: BySeverity<number> = [25, 18, 15, 10, 7];

/** What JPEG loses at a quality (fact sheet 2.7). */
export const jpegCompression: Corruption = {
  label: 'JPEG compression',
  group: 'digital',
  apply: (image, severity) => throughJpeg(image, at(qualities, severity)),
};

/**
 * What is left of an image that was written as a baseline JPEG file (ITU-T T.81) and read again: luma and chroma of JFIF, chroma of
 * half the size, coefficients of 8 x 8 blocks rounded to multiples of the standard tables' entries. Bits are lost nowhere
 * else, so none are written.
 *
 * @param quality 1 to 100, in the scale of the Independent JPEG Group
 * @returns `[3, height, width]`, whole numbers in 0..255
 */
export function throughJpeg({ width, height, data }: RgbImage, quality: number): Float32Array {
  const pixels = width * height;
  const plane = (of: (r: number, g: number, b: number) => number): Plane => ({
    width,
    height,
    values: Float32Array.from({ length: pixels }, (_, i) =>
      Math.round(of(data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!)),
    ),
  });
  const y = plane((r, g, b) => 0.299 * r + 0.587 * g + 0.114 * b);
  const cb = plane((r, g, b) => 128 - 0.168735892 * r - 0.331264108 * g + 0.5 * b);
  const cr = plane((r, g, b) => 128 + 0.5 * r - 0.418687589 * g - 0.081312411 * b);
  const chroma = (full: Plane) => doubled(coarsened(halved(full), chromaTable(quality)), width, height);
  const [luma, blue, red] = [coarsened(y, lumaTable(quality)).values, chroma(cb), chroma(cr)];
  const levels = new Float32Array(3 * pixels);
  for (let i = 0; i < pixels; i++) {
    const [u, v] = [blue[i]! - 128, red[i]! - 128];
    levels[i] = toLevel(luma[i]! + 1.402 * v);
    levels[pixels + i] = toLevel(luma[i]! - 0.344136286 * u - 0.714136286 * v);
    levels[2 * pixels + i] = toLevel(luma[i]! + 1.772 * u);
  }
  return levels;
}

/** The means of squares of four, an odd last row or column counted twice; halves are rounded up in every other column. */
function halved({ width, height, values }: Plane): Plane {
  const [w, h] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const half = Float32Array.from({ length: w * h }, (_, i) => {
    const [x, y] = [2 * (i % w), 2 * Math.floor(i / w)];
    const [right, below] = [Math.min(x + 1, width - 1), Math.min(y + 1, height - 1)];
    const sum =
      values[y * width + x]! + values[y * width + right]! + values[below * width + x]! + values[below * width + right]!;
    return Math.floor((sum + 1 + ((i % w) % 2)) / 4);
  });
  return { width: w, height: h, values: half };
}

/** Twice the size, every value three parts the nearest and one part the next along each axis; the last may be left out. */
function doubled(half: Plane, width: number, height: number): Float32Array {
  const value = (x: number, y: number) =>
    half.values[Math.min(Math.max(y, 0), half.height - 1) * half.width + Math.min(Math.max(x, 0), half.width - 1)]!;
  return Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const [column, row] = [x >> 1, y >> 1];
    const [beside, above] = [column + (x % 2 ? 1 : -1), row + (y % 2 ? 1 : -1)];
    const near = 3 * value(column, row) + value(column, above);
    const next = 3 * value(beside, row) + value(beside, above);
    return Math.floor((3 * near + next + (x % 2 ? 7 : 8)) / 16);
  });
}

function toLevel(value: number): number {
  return Math.min(Math.max(Math.round(value), 0), 255);
}
