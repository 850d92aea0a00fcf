import { realSpectra } from '../frequency/fft.js';
import type { FullSpectrum } from './spectrumMaps.js';

/**
 * As `fullSpectrum`, in double precision and without a backend: the unscaled 2-D DFT of each plane with the constant term
 * in the middle.
 *
 * @param planar `[planes, height, width]` real values
 */
export function pixelSpectrum(planar: Float32Array, width: number, height: number): FullSpectrum {
  const { re, im } = realSpectra(planar, height, width);
  const planes = planar.length / (width * height);
  return { planes, height, width, re: shifted(re, width, height), im: shifted(im, width, height) };
}

/** Planes whose rows and columns are turned so that those of the constant term stand at floor(n / 2). */
export function shifted(values: Float64Array, width: number, height: number): Float64Array {
  const result = new Float64Array(values.length);
  const [dx, dy] = [Math.floor(width / 2), Math.floor(height / 2)];
  for (let start = 0; start < values.length; start += width * height) {
    for (let y = 0; y < height; y++) {
      const from = start + y * width;
      const to = start + ((y + dy) % height) * width;
      result.set(values.subarray(from, from + width - dx), to + dx);
      result.set(values.subarray(from + width - dx, from + width), to);
    }
  }
  return result;
}
