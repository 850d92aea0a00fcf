import * as tf from '@tensorflow/tfjs-core';

/**
 * Cuts images into patches, row by row; a patch lists its channels one after the other, as a convolution weight does.
 *
 * @param images `[batch, channels, H, W]`
 * @returns `[batch * H/p * W/p, channels * p * p]`
 */
export function toPatches(images: tf.Tensor, p: number): tf.Tensor {
  const [batch, channels, height, width] = images.shape as [number, number, number, number];
  const grid = tf.reshape(images, [batch, channels, height / p, p, width / p, p]);
  return tf.reshape(tf.transpose(grid, [0, 2, 4, 1, 3, 5]), [-1, channels * p * p]);
}

/**
 * The inverse of `toPatches`, which is what "1x1 convolution and pixel shuffle by p" does with its channels
 * (fact sheet 1.8): out[c, y*p+i, x*p+j] = in[c*p*p + i*p + j, y, x].
 *
 * @param patches `[batch * h * w, channels * p * p]`
 * @returns `[batch, channels, h * p, w * p]`
 */
export function fromPatches(patches: tf.Tensor, batch: number, h: number, w: number, p: number): tf.Tensor {
  const channels = patches.shape[1]! / (p * p);
  const grid = tf.reshape(patches, [batch, h, w, channels, p, p]);
  return tf.reshape(tf.transpose(grid, [0, 3, 1, 4, 2, 5]), [batch, channels, h * p, w * p]);
}
