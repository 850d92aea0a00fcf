import { reachOf, type ShapedBand, squaredDistance } from './maskShape.js';

/**
 * How many coefficients of a square spectrum the low-pass mask keeps: the sum of `shapedMask(size, size, band)` without
 * building it, so that it can be shown for any size while somebody is typing one.
 *
 * @param size side of the spectrum in bins
 */
export function keptCoefficients(size: number, { shape, r1, r2, areaMatched }: ShapedBand): number {
  // No distance is larger than the size: it spares the outer radius of 999, and Infinity, their rows.
  const inside = (radius: number) => countInside(size, shape, Math.min(reachOf(shape, radius, areaMatched), 2 * size));
  return size * size - Math.max(inside(r2) - inside(r1), 0);
}

/** Coefficients nearer to the centre than `reach`, within the square. */
function countInside(size: number, shape: ShapedBand['shape'], reach: number): number {
  const above = Math.floor(size / 2);
  const below = size - 1 - above;
  const isInside = (x: number, y: number) => squaredDistance(shape, x, y) < reach * reach;
  const rows = Math.ceil(reach);
  let count = 0;
  for (let y = -Math.min(above, rows); y <= Math.min(below, rows); y++) {
    if (!isInside(0, y)) continue;
    let widest = Math.floor(guess(shape, reach, y));
    // Exactly as the mask compares, where the guess may be rounded up or down.
    while (!isInside(widest, y)) widest--;
    while (isInside(widest + 1, y)) widest++;
    count += Math.min(above, widest) + 1 + Math.min(below, widest);
  }
  return count;
}

/** About how far the form reaches in a row. */
function guess(shape: ShapedBand['shape'], reach: number, y: number): number {
  if (shape === 'circle') return Math.sqrt(reach * reach - y * y);
  return shape === 'square' ? reach : reach - Math.abs(y);
}
