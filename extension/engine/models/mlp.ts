import type * as tf from '@tensorflow/tfjs-core';
import { gelu } from './gelu.js';
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
