import * as tf from '@tensorflow/tfjs-core';
import { halfWidth } from '../frequency/halfSpectrum.js';
import { runtime } from '../runtime/runtime.js';

/** Shifted 2-D DFTs of real images: `[planes, height, width]`, constant term at (floor(height / 2), floor(width / 2)). */
export interface FullSpectrum {
  planes: number;
  height: number;
  width: number;
  re: Float32Array;
  im: Float32Array;
}

/**
 * The unscaled 2-D DFT of each plane, shifted so that the constant term stands in the middle. Any size, odd or even,
 * square or not.
 *
 * @param planar `[planes, height, width]` real values
 */
export async function fullSpectrum(planar: Float32Array, width: number, height: number): Promise<FullSpectrum> {
  const planes = planar.length / (width * height);
  const half = tf.tidy(() => {
    const { re, im } = runtime().rfft2(tf.tensor3d(planar, [planes, height, width]));
    return [re, im];
  });
  const [re, im] = (await Promise.all(half.map(part => part.data()))) as [Float32Array, Float32Array];
  tf.dispose(half);
  return {
    planes,
    height,
    width,
    re: unfold(re, planes, height, width, 1),
    im: unfold(im, planes, height, width, -1),
  };
}

/** Half spectra as shifted full ones; opposite frequencies are conjugates, so their parts are equal but for `sign`. */
function unfold(half: Float32Array, planes: number, height: number, width: number, sign: 1 | -1): Float32Array {
  const columns = halfWidth(width);
  const full = new Float32Array(planes * height * width);
  let target = 0;
  for (let plane = 0; plane < planes; plane++) {
    for (let y = 0; y < height; y++) {
      const v = (y + Math.ceil(height / 2)) % height;
      for (let x = 0; x < width; x++) {
        const u = (x + Math.ceil(width / 2)) % width;
        const mirrored = u >= columns;
        const row = mirrored ? (height - v) % height : v;
        const value = half[(plane * height + row) * columns + (mirrored ? width - u : u)]!;
        full[target++] = mirrored ? sign * value : value;
      }
    }
  }
  return full;
}

/**
 * ln(1 + m) of each coefficient, where m is the mean over the planes (colours) of its magnitude: a coefficient shows if any
 * colour has it, which the spectrum of the luminance would not promise.
 *
 * @returns `[height, width]`, shifted
 */
export function logMagnitude(spectrum: FullSpectrum): Float32Array {
  const { planes, re, im } = spectrum;
  const size = spectrum.height * spectrum.width;
  return Float32Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let k = i; k < re.length; k += size) sum += Math.hypot(re[k]!, im[k]!);
    return Math.log1p(sum / planes);
  });
}

/**
 * Phase in (-pi, pi] of the mean of the planes: the transform is linear, so this is the phase of the gray image, and
 * unlike a mean of angles it means something.
 *
 * @returns `[height, width]`, shifted
 */
export function phase(spectrum: FullSpectrum): Float32Array {
  const { re, im } = spectrum;
  const size = spectrum.height * spectrum.width;
  return Float32Array.from({ length: size }, (_, i) => {
    let [real, imaginary] = [0, 0];
    for (let k = i; k < re.length; k += size) {
      real += re[k]!;
      imaginary += im[k]!;
    }
    return Math.atan2(imaginary, real);
  });
}

/**
 * Power |F|^2 of each coefficient, mean over the planes.
 *
 * @returns `[height, width]`, shifted
 */
export function power(spectrum: FullSpectrum): Float64Array {
  const { planes, re, im } = spectrum;
  const size = spectrum.height * spectrum.width;
  const mean = new Float64Array(size);
  for (let k = 0; k < re.length; k++) mean[k % size]! += (re[k]! ** 2 + im[k]! ** 2) / planes;
  return mean;
}
