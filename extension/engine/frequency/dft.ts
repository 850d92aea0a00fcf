import * as tf from '@tensorflow/tfjs-core';
import type { HalfSpectrum } from '../runtime/runtime.js';
import { DIRECT_LIMIT, transformRows } from './dftRows.js';
import { inverseRealTable, realTable } from './dftTables.js';
import { halfWidth } from './halfSpectrum.js';
import { inPieces } from './pieces.js';

/*
 * The 2-D transforms of real images for backends without an FFT, as matrix products: up to a few hundred values a side
 * a product with the matrix of the transform is as fast as anything, and every backend has products.
 *
 * Complex values are laid out as `[..., 2, n]`, real parts before imaginary ones, so that one product with a
 * `[2n, 2n]` matrix transforms a row.
 */

/** Pixels transformed at once: a large photograph goes channel by channel. */
const PIXELS = 2 ** 23;

/**
 * Unscaled 2-D DFT of real images, columns 0..W/2. Any size; not differentiable.
 *
 * @param images `[..., H, W]`
 * @returns two tensors `[..., H, W/2+1]`
 */
export function rfft2(images: tf.Tensor): HalfSpectrum {
  const { leading, height, width } = split(images);
  const columns = halfWidth(width);
  return tf.tidy(() => {
    const spectra = inPieces(tf.reshape(images, [-1, height, width]), PIXELS, chunk => {
      const count = chunk.shape[0]!;
      const rows = realRows(tf.reshape(chunk, [count * height, width]), width);
      const upright = tf.transpose(tf.reshape(rows, [count, height, 2, columns]), [0, 3, 2, 1]);
      const spectrum = transformRows(tf.reshape(upright, [count * columns, 2, height]), false);
      return tf.transpose(tf.reshape(spectrum, [count, columns, 2, height]), [0, 2, 3, 1]);
    });
    const [re, im] = tf.split(spectra, 2, 1);
    const shape = [...leading, height, columns];
    return { re: tf.reshape(re!, shape), im: tf.reshape(im!, shape) };
  });
}

/**
 * The real images of half spectra: the inverse of `rfft2`, scaled by 1/(HW).
 *
 * @param spectrum two tensors `[..., H, W/2+1]`
 * @param width W, which the half spectrum alone leaves open between even and odd
 * @returns `[..., H, W]`
 */
export function irfft2(spectrum: HalfSpectrum, width: number): tf.Tensor {
  const { leading, height, width: columns } = split(spectrum.re);
  return tf.tidy(() => {
    const flat = [spectrum.re, spectrum.im].map(part => tf.reshape(part, [-1, height, columns]));
    const pixels = inPieces(tf.stack(flat, 1), PIXELS, chunk => {
      const count = chunk.shape[0]!;
      const upright = tf.transpose(chunk, [0, 3, 1, 2]);
      const rows = transformRows(tf.reshape(upright, [count * columns, 2, height]), true);
      const lying = tf.transpose(tf.reshape(rows, [count, columns, 2, height]), [0, 3, 2, 1]);
      return tf.reshape(inverseRealRows(tf.reshape(lying, [count * height, 2, columns]), width), [
        count,
        height,
        width,
      ]);
    });
    return tf.reshape(tf.div(pixels, height * width), [...leading, height, width]);
  });
}

/** Real rows `[rows, n]` to half spectra `[rows, 2, n/2+1]`. */
function realRows(x: tf.Tensor, n: number): tf.Tensor {
  const rows = x.shape[0]!;
  const columns = halfWidth(n);
  if (n <= DIRECT_LIMIT) return tf.reshape(tf.matMul(x as tf.Tensor2D, realTable(n)), [rows, 2, columns]);
  return tf.slice(transformRows(tf.stack([x, tf.zerosLike(x)], 1), false), [0, 0, 0], [rows, 2, columns]);
}

/** Half spectra `[rows, 2, n/2+1]` to real rows `[rows, n]`, unscaled. */
function inverseRealRows(x: tf.Tensor, n: number): tf.Tensor {
  const rows = x.shape[0]!;
  const columns = halfWidth(n);
  if (n <= DIRECT_LIMIT) return tf.matMul(tf.reshape(x, [rows, 2 * columns]) as tf.Tensor2D, inverseRealTable(n));
  const mirrored = tf.reverse(tf.slice(x, [0, 0, 1], [rows, 2, n - columns]), 2);
  const conjugated = tf.mul(mirrored, tf.tensor([1, -1], [1, 2, 1]));
  const full = transformRows(tf.concat([x, conjugated], 2), true);
  return tf.reshape(tf.slice(full, [0, 0, 0], [rows, 1, n]), [rows, n]);
}

function split(x: tf.Tensor): { leading: number[]; height: number; width: number } {
  const [height, width] = x.shape.slice(-2) as [number, number];
  return { leading: x.shape.slice(0, -2), height, width };
}
