import * as tf from '@tensorflow/tfjs-core';
import { runtime } from '../runtime/runtime.js';

/** Of every LayerNorm of the vision transformer (fact sheet 1.9). */
export const VIT_EPSILON = 1e-6;

/**
 * Normalises each row to zero mean and unit variance, then scales and shifts. The backward pass starts again from the
 * input instead of keeping the normalised rows: memory counts more than two passes over a row.
 *
 * @param x `[rows, width]`
 * @param scale `[width]`
 * @param shift `[width]`
 * @param epsilon added to the variance; if not given, the vision transformer's (fact sheet 1.9)
 */
export function layerNorm(x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor, epsilon = VIT_EPSILON): tf.Tensor {
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [input, gamma, beta] = args as tf.Tensor[];
    const save = args[args.length - 1] as tf.GradSaveFunc;
    save([input!, gamma!]);
    const forwards = runtime().fuse(`layer-norm ${epsilon}`, (...inputs) => forward(inputs, epsilon));
    const backwards = runtime().fuse(`layer-norm-gradient ${epsilon}`, (...inputs) => backward(inputs, epsilon));
    return {
      value: forwards(input!, gamma!, beta!)[0]!,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => backwards(dy, ...saved),
    };
  });
  return op(x, scale, shift);
}

function forward(inputs: tf.Tensor[], epsilon: number): tf.Tensor[] {
  const [x, scale, shift] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
  return [tf.add(tf.mul(standardise(x, epsilon).normalised, scale), shift)];
}

function backward(inputs: tf.Tensor[], epsilon: number): tf.Tensor[] {
  const [dy, x, scale] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
  const { normalised, inverseStd } = standardise(x, epsilon);
  const d = tf.mul(dy, scale);
  const along = tf.mean(tf.mul(d, normalised), -1, true);
  const dx = tf.mul(tf.sub(tf.sub(d, tf.mean(d, -1, true)), tf.mul(normalised, along)), inverseStd);
  return [dx, tf.sum(tf.mul(dy, normalised), 0), tf.sum(dy, 0)];
}

function standardise(x: tf.Tensor, epsilon: number): { normalised: tf.Tensor; inverseStd: tf.Tensor } {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const inverseStd = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
  return { normalised: tf.mul(centred, inverseStd), inverseStd };
}
