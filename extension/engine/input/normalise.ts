import * as tf from '@tensorflow/tfjs-core';
import type { Statistics } from './input.js';

/** `[batch, channels, H, W]` pixels in [0, 1] to what a network with this input sees. */
export function normalise(images: tf.Tensor, { mean, std }: Statistics): tf.Tensor {
  return tf.div(tf.sub(images, perChannel(mean)), perChannel(std));
}

/** The inverse of `normalise`. */
export function denormalise(images: tf.Tensor, { mean, std }: Statistics): tf.Tensor {
  return tf.add(tf.mul(images, perChannel(std)), perChannel(mean));
}

function perChannel(values: readonly number[]): tf.Tensor {
  return tf.tensor([...values], [1, values.length, 1, 1]);
}
