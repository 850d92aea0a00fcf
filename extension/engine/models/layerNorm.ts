import * as tf from '@tensorflow/tfjs-core';
import { runtime } from '../runtime/runtime.js';

/** Every LayerNorm of the vision transformer uses this (fact sheet 1.9). */
const EPSILON = 1e-6;

/**
 * Normalises each row to zero mean and unit variance, then scales and shifts. The backward pass starts again from the
 * input instead of keeping the normalised rows: memory counts more than two passes over a row.
 *
 * @param x `[rows, width]`
 * @param scale `[width]`
 * @param shift `[width]`
 */
export function layerNorm(x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [input, gamma, beta] = args as tf.Tensor[];
    const save = args[args.length - 1] as tf.GradSaveFunc;
    save([input!, gamma!]);
    return {
      value: runtime().fuse('layer-norm', forward)(input!, gamma!, beta!)[0]!,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        runtime().fuse('layer-norm-gradient', backward)(dy, saved[0]!, saved[1]!),
    };
  });
  return op(x, scale, shift);
}

function forward(x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor): tf.Tensor[] {
  return [tf.add(tf.mul(standardise(x).normalised, scale), shift)];
}

function backward(dy: tf.Tensor, x: tf.Tensor, scale: tf.Tensor): tf.Tensor[] {
  const { normalised, inverseStd } = standardise(x);
  const d = tf.mul(dy, scale);
  const along = tf.mean(tf.mul(d, normalised), -1, true);
  const dx = tf.mul(tf.sub(tf.sub(d, tf.mean(d, -1, true)), tf.mul(normalised, along)), inverseStd);
  return [dx, tf.sum(tf.mul(dy, normalised), 0), tf.sum(dy, 0)];
}

function standardise(x: tf.Tensor): { normalised: tf.Tensor; inverseStd: tf.Tensor } {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const inverseStd = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), EPSILON));
  return { normalised: tf.mul(centred, inverseStd), inverseStd };
}
