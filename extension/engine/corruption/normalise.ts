import * as tf from '@tensorflow/tfjs-core';

/** ImageNet statistics per RGB channel, of pixels in [0, 1] (fact sheet 1.1). */
export const imagenetMean = [0.485, 0.456, 0.406] as const;
export const imagenetStd = [0.229, 0.224, 0.225] as const;

/** `[batch, 3, H, W]` pixels in [0, 1] to zero mean and unit variance. */
export function normalise(images: tf.Tensor): tf.Tensor {
  return tf.div(tf.sub(images, perChannel(imagenetMean)), perChannel(imagenetStd));
}

/** The inverse of `normalise`. */
export function denormalise(images: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(images, perChannel(imagenetStd)), perChannel(imagenetMean));
}

function perChannel(values: readonly number[]): tf.Tensor {
  return tf.tensor([...values], [1, 3, 1, 1]);
}
