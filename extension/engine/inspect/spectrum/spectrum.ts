import { type RgbImage, toPlanar } from '../../data/image.js';
import { keepFrequencies } from '../../frequency/keepFrequencies.js';
import { circle, complement, shapedMask } from '../../frequency/maskShape.js';
import { type KeptEnergy, keptEnergy } from './keptEnergy.js';
import { pixelSpectrum } from './pixelSpectrum.js';
import { type RadialBand, radialProfile } from './radialProfile.js';
import { resolveRadius } from './resolveRadius.js';
import { logMagnitude, phase, power } from './spectrumMaps.js';

/** One side of the low-pass / high-pass pair. */
export interface FilteredImage {
  /** `[3, height, width]` clamped to [0, 1], as the method gives it to the network. */
  pixels: Float32Array;
  /** What the clamp met: extremes and mean before it, and the shares of values below 0 and above 1. */
  unclamped: { min: number; max: number; mean: number; below: number; above: number };
}

/** What `analyseSpectrum` finds in one image. Maps are `[height, width]`, shifted. */
export interface SpectrumAnalysis {
  width: number;
  height: number;
  /** ln(1 + magnitude of the unscaled transform of pixels in [0, 1], mean over the colours). */
  logMagnitude: Float32Array;
  /** In (-pi, pi], of the mean of the colours. */
  phase: Float32Array;
  radialProfile: RadialBand[];
  /** The radii in bins that the rest refers to: [r1, r2] with r2 = Infinity when there is no outer ring. */
  radius: [number, number];
  /** 1 = the low-pass image keeps the coefficient. */
  mask: Float32Array;
  /** Share of the energy that the low-pass image keeps, with and without the constant term; the high-pass one has the rest. */
  keptEnergy: KeptEnergy;
  lowPass: FilteredImage;
  highPass: FilteredImage;
}

export interface SpectrumOptions {
  /** Where the mask cuts, in bins: one radius, or the inner and outer one of a ring. Default: 16/224 of the shorter side. */
  radius?: number | [number, number];
}

/**
 * Takes an image apart by frequency, whatever its size and shape.
 *
 * @throws UserError when a radius does not fit the image
 */
export function analyseSpectrum(image: RgbImage, options: SpectrumOptions = {}): SpectrumAnalysis {
  const { width, height } = image;
  const radius = resolveRadius(options.radius, width, height);
  const mask = shapedMask(width, height, circle(...radius));
  const planar = toPlanar(image);
  const spectrum = pixelSpectrum(planar, width, height);
  const energy = power(spectrum);
  return {
    width,
    height,
    logMagnitude: logMagnitude(spectrum),
    phase: phase(spectrum),
    radialProfile: radialProfile(energy, width, height),
    radius,
    mask,
    keptEnergy: keptEnergy(energy, mask, width, height),
    lowPass: filtered(planar, mask, width, height),
    highPass: filtered(planar, complement(mask), width, height),
  };
}

function filtered(planar: Float32Array, mask: Float32Array, width: number, height: number): FilteredImage {
  const values = keepFrequencies(planar, mask, width, height);
  let [min, max, sum, below, above] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    if (value < 0) below++;
    if (value > 1) above++;
  }
  const n = values.length;
  return {
    pixels: values.map(value => Math.min(1, Math.max(0, value))),
    unclamped: { min, max, mean: sum / n, below: below / n, above: above / n },
  };
}
