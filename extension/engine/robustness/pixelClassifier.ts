import type * as tf from '@tensorflow/tfjs-core';

/** A classifier as those see it who change its images: it takes pixels and normalises them by itself. */
export interface PixelClassifier {
  /**
   * Differentiable.
   *
   * @param images `[batch, channels, height, width]` in [0, 1]
   * @returns logits, `[batch, classes]`
   */
  classify(images: tf.Tensor): tf.Tensor;
  /** Everything that it reads. */
  variables: readonly tf.Variable[];
}
