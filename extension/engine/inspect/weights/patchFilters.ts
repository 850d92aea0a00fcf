import { fft2 } from '../../frequency/fft.js';
import { radialProfile } from '../spectrum/radialProfile.js';

/** Convolution filters `[count, channels, height, width]`, row-major. */
export interface Filters {
  count: number;
  channels: number;
  height: number;
  width: number;
  values: Float32Array;
}

/** How filters respond to frequencies: a convolution multiplies a spectrum by the filter's transform. */
export interface FilterResponses {
  /** |F| of each filter, mean over its channels: `[count, height, width]`, shifted, constant term at (height >> 1, width >> 1). */
  responses: Float32Array;
  /** Mean |F|^2 over filters and channels, by distance from the constant term. */
  profile: { cyclesPerPixel: number; power: number }[];
}

/** The unscaled transforms of all filters. */
export function filterResponses({ count, channels, height, width, values }: Filters): FilterResponses {
  const plane = height * width;
  const responses = new Float32Array(count * plane);
  const power = new Float64Array(plane);
  const re = new Float64Array(plane);
  const im = new Float64Array(plane);
  for (let i = 0; i < count * channels; i++) {
    for (let k = 0; k < plane; k++) re[k] = values[i * plane + k]!;
    im.fill(0);
    fft2(re, im, height, width);
    const start = Math.floor(i / channels) * plane;
    for (let k = 0; k < plane; k++) {
      const squared = re[k]! ** 2 + im[k]! ** 2;
      const target = shifted(k, height, width);
      responses[start + target]! += Math.sqrt(squared) / channels;
      power[target]! += squared / (count * channels);
    }
  }
  const profile = radialProfile(power, width, height).filter(band => band.count > 0);
  return { responses, profile: profile.map(band => ({ cyclesPerPixel: band.cyclesPerPixel, power: band.meanPower })) };
}

/** Where coefficient `k` of a plane stands once the constant term is in the middle. */
function shifted(k: number, height: number, width: number): number {
  const y = (Math.floor(k / width) + (height >> 1)) % height;
  const x = ((k % width) + (width >> 1)) % width;
  return y * width + x;
}
