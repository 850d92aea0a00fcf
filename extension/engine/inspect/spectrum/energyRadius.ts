import type { RadialBand } from './radialProfile.js';

/** A radius by the energy inside it. */
export interface EnergyRadius {
  /** In bins, a whole number. */
  radius: number;
  /** Share of the energy without the constant term that the low-pass mask of this radius keeps. */
  kept: number;
  /** The same for the paper's radius, 16 of 224 bins. */
  keptByPaper: number;
}

/** The paper's 16 of 224 bins in a square spectrum of another size. */
export function paperRadius(size: number): number {
  return Math.max(1, Math.round((size * 16) / 224));
}

/**
 * The smallest whole radius whose low-pass mask, which keeps distances d < radius, holds at least `energy` of the power.
 * The constant term is left out of both sides: it is the mean brightness, most of the power of any photograph and of no
 * structure at all, so that with it nearly every radius would hold 90 %. The radius stays below half the size, where the
 * circle meets the border, as a mask's radius must; `kept` tells when that was not enough.
 *
 * @param profile of a square spectrum of this size, or of a smaller one: bins are cycles per image, which scaling an image up
 * does not change
 * @param size side in pixels of the images that the radius is for
 * @param energy share in (0, 1)
 */
export function energyRadius(profile: readonly RadialBand[], size: number, energy: number): EnergyRadius {
  const largest = Math.max(1, Math.ceil(size / 2) - 1);
  const bands = profile.map(({ meanPower, count }) => meanPower * count);
  // The band of radius 0 is the constant term alone.
  bands[0] = 0;
  const all = bands.reduce((sum, value) => sum + value, 0);
  const keptBy = (radius: number) => {
    const kept = bands.slice(0, radius).reduce((sum, value) => sum + value, 0);
    // Uniform images have nothing that could be lost.
    return all > 0 ? kept / all : 1;
  };
  let radius = 1;
  while (radius < largest && keptBy(radius) < energy) radius++;
  return { radius, kept: keptBy(radius), keptByPaper: keptBy(paperRadius(size)) };
}
