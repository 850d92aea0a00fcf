import * as tf from '@tensorflow/tfjs-core';
import { filterUnclamped } from '../../corruption/filter.js';
import { type RgbImage, toPlanar } from '../../data/image.js';
import { halfWidth, shiftedToHalf } from '../../frequency/halfSpectrum.js';
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
export async function analyseSpectrum(image: RgbImage, options: SpectrumOptions = {}): Promise<SpectrumAnalysis> {
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
    lowPass: await filtered(planar, mask, width, height),
    highPass: await filtered(planar, complement(mask), width, height),
  };
}

/**
 * The image with only the frequencies that `mask` keeps, before the method's clamp: transform, mask, transform back,
 * real part.
 *
 * @param planar `[3, height, width]`
 * @param mask `[height, width]`, shifted, 1 = kept
 * @returns like `planar`; [0, 1] may be left
 */
export async function keepFrequencies(
  planar: Float32Array,
  mask: Float32Array,
  width: number,
  height: number,
): Promise<Float32Array> {
  const result = tf.tidy(() => {
    const kept = tf.tensor4d(shiftedToHalf(mask, height, width), [1, 1, height, halfWidth(width)]);
    return filterUnclamped(tf.tensor4d(planar, [1, planar.length / (width * height), height, width]), kept);
  });
  const values = (await result.data()) as Float32Array;
  result.dispose();
  return values;
}

async function filtered(
  planar: Float32Array,
  mask: Float32Array,
  width: number,
  height: number,
): Promise<FilteredImage> {
  const values = await keepFrequencies(planar, mask, width, height);
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
