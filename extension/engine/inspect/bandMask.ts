import { UserError } from '../errors.js';

/**
 * MFM's mask (see `frequencyMask`) for an image of any shape: 1 keeps a coefficient, 0 removes those with r1 <= d < r2,
 * d being the distance in bins to the constant term at (floor(height / 2), floor(width / 2)).
 *
 * @returns `[height, width]` row-major, shifted
 */
export function bandMask(width: number, height: number, r1: number, r2: number): Float32Array {
  const mask = new Float32Array(width * height);
  const [cx, cy] = [Math.floor(width / 2), Math.floor(height / 2)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const d2 = (x - cx) ** 2 + (y - cy) ** 2;
      mask[y * width + x] = r1 * r1 <= d2 && d2 < r2 * r2 ? 0 : 1;
    }
  }
  return mask;
}

/**
 * The two radii that a person means: one radius cuts at r and has no outer ring, none is the paper's 16 of 224 bins
 * scaled to the shorter side.
 *
 * @throws UserError when the radii do not fit an image of this size or do not rise
 */
export function resolveRadius(
  radius: number | [number, number] | undefined,
  width: number,
  height: number,
): [number, number] {
  const shorter = Math.min(width, height);
  const fitting = Math.max(1, Math.round((shorter * 16) / 224));
  const [r1, r2] = Array.isArray(radius) ? radius : [radius ?? fitting, Number.POSITIVE_INFINITY];
  if (!(r1 > 0 && r1 < shorter / 2)) {
    throw new UserError(
      `The radius ${r1} does not fit a ${width} x ${height} image: choose one above 0 and below ${shorter / 2} bins, half the shorter side.`,
    );
  }
  if (!(r2 > r1)) throw new UserError(`The outer radius ${r2} must be larger than the inner radius ${r1}.`);
  return [r1, r2];
}
