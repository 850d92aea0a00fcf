import * as tf from '@tensorflow/tfjs-core';

/**
 * The maximum of every 3 x 3 pixels, at every second pixel; beyond the border there is nothing (PyTorch's padding 1).
 *
 * @param x `[batch, height, width, channels]`, even sides
 * @returns `[batch, height / 2, width / 2, channels]`
 */
export function maxPool(x: tf.Tensor4D): tf.Tensor4D {
  // Lower than any value; a true infinity is none the better and turns into NaN where it meets a zero.
  const padded = tf.pad(
    x,
    [
      [0, 0],
      [1, 0],
      [1, 0],
      [0, 0],
    ],
    -3e38,
  );
  return tf.maxPool(padded, 3, 2, 'valid');
}
