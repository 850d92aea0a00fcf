import type { MaskRadii } from '../../extension/protocol/spectrumPage.js';

/** Radii in bins that make sense for a spectrum of this size. */
export interface RadiusRange {
  /** Largest inner radius: below half the shorter side, as the engine asks. */
  most1: number;
  /** Largest outer radius: beyond it lies no coefficient. */
  most2: number;
}

export function radiusRange(width: number, height: number): RadiusRange {
  const most1 = Math.max(1, Math.ceil(Math.min(width, height) / 2) - 1);
  return { most1, most2: Math.floor(Math.hypot(width / 2, height / 2)) };
}

/** The nearest radii in range in whole bins: r2 above r1, and no ring where it would keep nothing. */
export function fitting({ r1, r2 }: MaskRadii, { most1, most2 }: RadiusRange): MaskRadii {
  const inner = Math.min(most1, Math.max(1, Math.round(r1)));
  if (r2 === null || r2 > most2 || most2 <= inner) return { r1: inner, r2: null };
  return { r1: inner, r2: Math.max(inner + 1, Math.round(r2)) };
}

/** The nearest radii in range, whole or not, as a config may give them. */
export function within({ r1, r2 }: MaskRadii, { most1, most2 }: RadiusRange): MaskRadii {
  const inner = Math.min(most1, Math.max(1, r1));
  const isRing = r2 !== null && r2 > inner && r2 <= most2;
  return { r1: inner, r2: isRing ? r2 : null };
}

/** The paper's 16 of 224 bins, for an image of another size. */
export function usualRadius(width: number, height: number): number {
  return Math.max(1, Math.round((Math.min(width, height) * 16) / 224));
}
