import { UserError } from '../../errors.js';

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
