import type { LookModel } from '../../../extension/protocol/lookApi.js';
import type { Radius } from '../../../extension/protocol/workerApi.js';
import type { LookState } from './lookState.js';

/** Whole bins at which a mask can cut an image of this size. */
export function radiusLimits(size: number): { inner: number; outer: number } {
  return { inner: Math.max(1, Math.ceil(size / 2) - 1), outer: Math.ceil(size / Math.SQRT2) };
}

/** The radius or the ring that is meant: what was chosen, as far as it fits the model, else its own. */
export function radiusOf(
  { imageSize, radius: own }: Pick<LookModel, 'imageSize' | 'radius'>,
  chosen: LookState['radius'],
): Radius {
  if (!chosen) return own;
  const limits = radiusLimits(imageSize);
  const inner = Math.min(chosen.inner, limits.inner);
  return chosen.outer === undefined ? inner : [inner, Math.max(inner + 1, chosen.outer)];
}
