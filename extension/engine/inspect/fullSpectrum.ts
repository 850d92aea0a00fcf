import * as tf from '@tensorflow/tfjs-core';
import { halfWidth } from '../frequency/halfSpectrum.js';
import { runtime } from '../runtime/runtime.js';
import type { FullSpectrum } from './spectrumMaps.js';

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
