import * as tf from '@tensorflow/tfjs-core';
import { runtime } from '../runtime/runtime.js';
import { linear } from './linear.js';
import type { Parameters } from './parameters.js';

/**
 * The hidden layer of a transformer block: two linear layers with GELU between them.
 *
 * @param x `[rows, width]`
 */
export function mlp(x: tf.Tensor, p: Parameters, prefix: string): tf.Tensor {
  const hidden = linear(x, p.get(`${prefix}.fc1.weight`), p.get(`${prefix}.fc1.bias`));
  return linear(gelu(hidden), p.get(`${prefix}.fc2.weight`), p.get(`${prefix}.fc2.bias`));
}

/** Exact GELU: x times the normal distribution function of x. The backward pass needs the input alone. */
function gelu(x: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const input = args[0] as tf.Tensor;
    const save = args[args.length - 1] as tf.GradSaveFunc;
    save([input]);
    return {
      value: runtime().fuse('gelu', forward)(input)[0]!,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => runtime().fuse('gelu-gradient', backward)(dy, saved[0]!),
    };
  });
  return op(x);
}

function forward(x: tf.Tensor): tf.Tensor[] {
  return [tf.mul(x, distribution(x))];
}

function backward(dy: tf.Tensor, x: tf.Tensor): tf.Tensor[] {
  const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return [tf.mul(dy, tf.add(distribution(x), tf.mul(x, density)))];
}

function distribution(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
}
