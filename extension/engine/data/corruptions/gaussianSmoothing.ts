import type { Planes } from './planes.js';

/**
 * Planes smoothed by a Gaussian. At its borders a plane goes on as in a mirror that stands behind the outermost pixels, so that the
 * mean of a plane stays what it is.
 *
 * @param sigma in pixels, above 0; it may exceed the plane
 * @param reach where the Gaussian is cut off, in sigmas
 */
export function smoothed({ width, height, values }: Planes, sigma: number, reach = 4): Planes {
  const plane = width * height;
  const result = new Float32Array(values.length);
  const wide = new Float64Array(plane);
  const [rows, columns] = [bandOf(height, sigma, reach), bandOf(width, sigma, reach)];
  for (let from = 0; from < values.length; from += plane) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) wide[y * width + x] = dot(columns[x]!, values, from + y * width, 1);
    }
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) result[from + y * width + x] = dot(rows[y]!, wide, x, width);
    }
  }
  return { width, height, values: result };
}

/** What a smoothed value is made of: consecutive values of a line, from `first` on. */
interface Weights {
  first: number;
  weights: Float64Array;
}

/**
 * Of each value of a line of n. What lies beyond an end is added to what it mirrors, so that a value takes no more than n others,
 * however wide the Gaussian is.
 */
function bandOf(n: number, sigma: number, reach: number): Weights[] {
  const radius = Math.max(1, Math.floor(reach * sigma + 0.5));
  const taps = Float64Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2));
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return Array.from({ length: n }, (_, centre) => {
    const first = Math.max(0, centre - radius);
    const weights = new Float64Array(Math.min(n - 1, centre + radius) - first + 1);
    for (const [i, tap] of taps.entries()) weights[folded(centre + i - radius, n) - first]! += tap / sum;
    return { first, weights };
  });
}

/** Where index i lies in a line of n that is mirrored behind its ends, as often as it takes. */
export function folded(i: number, n: number): number {
  const at = ((i % (2 * n)) + 2 * n) % (2 * n);
  return at < n ? at : 2 * n - 1 - at;
}

function dot({ first, weights }: Weights, values: Float32Array | Float64Array, from: number, stride: number): number {
  let sum = 0;
  for (let i = 0, k = from + first * stride; i < weights.length; i++, k += stride) sum += weights[i]! * values[k]!;
  return sum;
}
