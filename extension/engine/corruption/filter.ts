import * as tf from '@tensorflow/tfjs-core';
import { runtime } from '../runtime/runtime.js';

/**
 * Takes the masked part of the spectrum from images: transform, mask, transform back, clamp to [0, 1].
 *
 * The clamp is in the released code but not in the paper's listing; without its constant term a high-pass image has
 * zero mean, so about half of its pixels become 0 (fact sheet 1.1).
 *
 * @param images `[batch, 3, H, W]` pixels in [0, 1]
 * @param kept keep-masks on the unshifted half spectrum, `[batch or 1, 1, H, W/2+1]` (see `shiftedToHalf`)
 * @returns like `images`
 */
export function filterSpectrum(images: tf.Tensor, kept: tf.Tensor): tf.Tensor {
  return tf.clipByValue(filterUnclamped(images, kept), 0, 1);
}

/** `filterSpectrum` before its clamp: values may lie outside [0, 1]. */
export function filterUnclamped(images: tf.Tensor, kept: tf.Tensor): tf.Tensor {
  const { re, im } = runtime().rfft2(images);
  return runtime().irfft2({ re: tf.mul(re, kept), im: tf.mul(im, kept) }, images.shape[3]!);
}

/**
 * One keep-mask per image from the two that MFM draws between.
 *
 * @param lowPass `[batch]`, 1 = the image keeps its low frequencies, 0 = its high ones
 * @param lowPassMasks low-pass masks on the unshifted half spectrum, `[batch or 1, H, W/2+1]`
 * @returns `[batch, 1, H, W/2+1]`
 */
export function chooseMasks(lowPass: tf.Tensor, lowPassMasks: tf.Tensor): tf.Tensor {
  const choice = tf.reshape(lowPass, [-1, 1, 1, 1]);
  const mask = tf.expandDims(lowPassMasks, 1);
  return tf.add(tf.mul(choice, mask), tf.mul(tf.sub(1, choice), tf.sub(1, mask)));
}
