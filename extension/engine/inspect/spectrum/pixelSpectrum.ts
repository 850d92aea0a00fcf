import { realSpectra } from '../../frequency/fft.js';
import type { FullSpectrum } from './spectrumMaps.js';

/**
 * The unscaled 2-D DFT of each plane, shifted so that the constant term stands in the middle. Any size, odd or even,
 * square or not. In double precision, and without a backend: where that is wasm, this is several times as fast.
 *
 * @param planar `[planes, height, width]` real values
 */
export function pixelSpectrum(planar: Float32Array, width: number, height: number): FullSpectrum {
  const { re, im } = realSpectra(planar, height, width);
  const size = width * height;
  // Plane by plane, because all of a large photograph twice is a lot of memory.
  for (const part of [re, im]) {
    for (let from = 0; from < part.length; from += size) {
      part.set(shifted(part.subarray(from, from + size), width, height), from);
    }
  }
  return { planes: planar.length / size, height, width, re, im };
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
