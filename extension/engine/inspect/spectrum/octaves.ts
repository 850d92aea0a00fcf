import type { RadialBand } from './radialProfile.js';

/** Bands of a radial profile whose radii span a factor of two; the constant term is by itself. */
export interface Octave {
  /** First and last radius in bins, both included. */
  from: number;
  to: number;
  /** Share of the image's whole energy. */
  share: number;
}

/** The profile summed over octaves: each covers twice the radii of the one before. */
export function octaves(profile: readonly RadialBand[]): Octave[] {
  const found: Octave[] = [];
  for (let from = 0, end = 1; from < profile.length; from = end, end *= 2) {
    const bands = profile.slice(from, end);
    found.push({ from, to: from + bands.length - 1, share: bands.reduce((sum, band) => sum + band.share, 0) });
  }
  return found;
}
