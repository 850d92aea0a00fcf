import type { BlurKernel } from './blurKernels.js';

/**
 * Correlation of an image with a kernel. Beyond its border the image goes on as in a mirror that stands on the outermost
 * pixels ("reflect 101"); nothing is clipped (fact sheet 1.7).
 *
 * @param pixels `[planes, height, width]`; not changed
 * @param height by default the width
 */
export function blur(pixels: Float32Array, width: number, kernel: BlurKernel, height = width): Float32Array {
  const result = new Float32Array(pixels.length);
  const reach = (kernel.size - 1) / 2;
  const factors = factorsOf(kernel);
  for (let from = 0; from < pixels.length; from += width * height) {
    const padded = reflected(pixels.subarray(from, from + width * height), width, height, reach);
    const into = result.subarray(from, from + width * height);
    if (factors) correlateInTurn(padded, width, height, factors, into);
    else correlate(padded, width, height, kernel, into);
  }
  return result;
}

/** A plane with a mirrored border of `reach` pixels, `[height + 2 reach, width + 2 reach]`. */
function reflected(plane: Float32Array, width: number, height: number, reach: number): Float32Array {
  const indices = (side: number) => Int32Array.from({ length: side + 2 * reach }, (_, i) => mirrored(i - reach, side));
  const [rows, columns] = [indices(height), indices(width)];
  const padded = new Float32Array(rows.length * columns.length);
  for (const [y, row] of rows.entries()) {
    const [from, to] = [row * width, y * columns.length];
    for (let x = 0; x < columns.length; x++) padded[to + x] = plane[from + columns[x]!]!;
  }
  return padded;
}

/** Where index i lies in a line of n pixels that is mirrored at its first and last one, as often as it takes. */
function mirrored(i: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * (n - 1);
  const at = ((i % period) + period) % period;
  return at < n ? at : period - at;
}

/**
 * Four neighbours at a time, which share the weights and most of the pixels: half the time of one by one. What runs over the
 * end of a row is overwritten by the next row, and dropped after the last.
 */
function correlate(
  padded: Float32Array,
  width: number,
  height: number,
  { size: k, values }: BlurKernel,
  into: Float32Array,
): void {
  const stride = width + k - 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x += 4) {
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let row = 0; row < k; row++) {
        const from = (y + row) * stride + x;
        let [p, q, r] = [padded[from]!, padded[from + 1]!, padded[from + 2]!];
        for (let column = 0; column < k; column++) {
          const weight = values[row * k + column]!;
          const s = padded[from + column + 3]!;
          a += weight * p;
          b += weight * q;
          c += weight * r;
          d += weight * s;
          p = q;
          q = r;
          r = s;
        }
      }
      const at = y * width + x;
      into[at] = a;
      into[at + 1] = b;
      into[at + 2] = c;
      into[at + 3] = d;
    }
  }
}

/** A column and a row whose product is a kernel. */
interface Factors {
  column: Float64Array;
  row: Float64Array;
}

/** The factors of a kernel that has them, as a Gaussian along the axes does: 2k products a pixel instead of k^2. */
function factorsOf({ size: k, values }: BlurKernel): Factors | undefined {
  const middle = (k - 1) / 2;
  const centre = values[middle * k + middle]!;
  const column = Float64Array.from({ length: k }, (_, i) => values[i * k + middle]!);
  const row = Float64Array.from({ length: k }, (_, i) => values[middle * k + i]! / centre);
  // Within rounding, relative to the largest value.
  const isProduct = values.every(
    (value, i) => Math.abs(value - column[Math.floor(i / k)]! * row[i % k]!) < 1e-14 * centre,
  );
  return isProduct ? { column, row } : undefined;
}

function correlateInTurn(
  padded: Float32Array,
  width: number,
  height: number,
  { column, row }: Factors,
  into: Float32Array,
): void {
  const k = row.length;
  const stride = width + k - 1;
  const rows = height + k - 1;
  const wide = new Float64Array(rows * width);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = 0; i < k; i++) sum += row[i]! * padded[y * stride + x + i]!;
      wide[y * width + x] = sum;
    }
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = 0; i < k; i++) sum += column[i]! * wide[(y + i) * width + x]!;
      into[y * width + x] = sum;
    }
  }
}
