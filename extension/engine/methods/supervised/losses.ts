import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../config/schema.js';

type Loss = (logits: tf.Tensor, targets: tf.Tensor) => tf.Scalar;

/**
 * By TRAIN.LOSS: from logits and targets, probabilities, both `[batch, classes]`. Cross-entropy is the mean over a batch of -sum of
 * targets * log softmax(logits); the binary one the mean over all classes, too, each by itself (fact sheet 1.13, 1.14).
 */
export const losses: Record<Config['TRAIN']['LOSS'], Loss> = {
  'cross-entropy': (logits, targets) => tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1))),
  bce: (logits, targets) => {
    const linear = tf.sub(tf.relu(logits), tf.mul(logits, targets));
    return tf.mean(tf.add(linear, tf.log1p(tf.exp(tf.neg(tf.abs(logits))))));
  },
};
