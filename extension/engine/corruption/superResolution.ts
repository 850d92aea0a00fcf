import { bicubicResize } from '../resampling/bicubic.js';

/**
 * What super-resolution takes from an image: made `factor` times smaller and back to its size by bicubic interpolation,
 * clipped to [0, 1] after each step (fact sheet 1.6).
 *
 * @param pixels `[3, size, size]` in [0, 1]; not changed
 */
export function superResolve(pixels: Float32Array, size: number, factor: number): Float32Array {
  const small = Math.floor(size / factor);
  const reduced = clip(bicubicResize(pixels, { planes: 3, rows: size, columns: size }, small, small));
  return clip(bicubicResize(reduced, { planes: 3, rows: small, columns: small }, size, size));
}

function clip(values: Float32Array): Float32Array {
  return values.map(value => Math.min(Math.max(value, 0), 1));
}
