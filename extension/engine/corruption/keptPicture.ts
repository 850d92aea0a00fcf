import { keepFrequencies } from '../frequency/keepFrequencies.js';

/**
 * What a mask leaves of an image, as a picture. Where the constant term is gone, values lie around 0, and 0 is gray; the model is
 * given the same values clipped to [0, 1], as the paper's code does it. How good an input is to begin with is told of this
 * picture: of the black one, whoever predicts gray everywhere would gain several decibels.
 *
 * @param original `[channels, height, width]` in [0, 1]
 * @param mask `[height, width]`, shifted, 1 = kept
 * @returns like `original`, clipped to [0, 1]
 */
export function keptPicture(original: Float32Array, mask: Float32Array, width: number, height: number): Float32Array {
  const zero = keepsConstantTerm(mask, width, height) ? 0 : 0.5;
  return keepFrequencies(original, mask, width, height).map(value => Math.min(1, Math.max(0, zero + value)));
}

/** @param mask `[height, width]`, shifted */
export function keepsConstantTerm(mask: Float32Array, width: number, height: number): boolean {
  return mask[Math.floor(height / 2) * width + Math.floor(width / 2)] === 1;
}
