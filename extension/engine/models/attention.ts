import * as tf from '@tensorflow/tfjs-core';
import type { Grid } from '../input/grid.js';
import { constant, truncatedNormal } from './initialisers.js';
import { linear } from './linear.js';
import type { ParameterSpec, Parameters, StateSpec } from './parameters.js';
import { relativePositionBias, relativePositionIndex, relativePositionSpecs } from './relativePosition.js';
import type { Taps } from './taps.js';

export interface AttentionShape {
  width: number;
  heads: number;
  /** Learnable biases of queries and values. Keys never have one: it would cancel in the softmax (fact sheet 1.9). */
  qkvBias: boolean;
  /** Weights start normal with standard deviation 0.02, truncated at this many of them. */
  truncation: number;
  /** The patch grid when the block has its own relative position table. */
  ownPositions?: Grid;
}

/** State of `attention`, in model order. `divisor` rescales the projection. */
export function attentionSpecs(prefix: string, shape: AttentionShape, divisor: number): StateSpec[] {
  const { width, truncation } = shape;
  const bias = (name: string): ParameterSpec => ({ name: `${prefix}.${name}`, shape: [width], init: constant(0) });
  return [
    ...(shape.qkvBias ? [bias('q_bias'), bias('v_bias')] : []),
    ...(shape.ownPositions ? relativePositionSpecs(prefix, shape.ownPositions, shape.heads) : []),
    { name: `${prefix}.qkv.weight`, shape: [3 * width, width], init: truncatedNormal(0.02, truncation) },
    { name: `${prefix}.proj.weight`, shape: [width, width], init: truncatedNormal(0.02, truncation, divisor) },
    bias('proj.bias'),
  ];
}

/**
 * Multi-head self-attention. Rows of the common weight are queries, keys, values; within each, head by head.
 *
 * @param x `[batch * tokens, width]`
 * @param shared relative position bias of all blocks, `[heads, tokens, tokens]`; a block's own table goes before it
 * @param taps gets the attention probabilities
 * @returns `[batch * tokens, width]`
 */
export function attention(
  x: tf.Tensor,
  batch: number,
  p: Parameters,
  prefix: string,
  shape: AttentionShape,
  shared?: tf.Tensor,
  taps?: Taps,
): tf.Tensor {
  const { width, heads } = shape;
  const bias = shape.qkvBias
    ? tf.concat([p.get(`${prefix}.q_bias`), tf.zeros([width]), p.get(`${prefix}.v_bias`)])
    : tf.zeros([3 * width]);
  const rows = linear(x, p.get(`${prefix}.qkv.weight`), bias);
  const positionBias = shape.ownPositions
    ? relativePositionBias(p, prefix, relativePositionIndex(shape.ownPositions))
    : shared;
  const biased = (scores: tf.Tensor) => (positionBias ? tf.add(scores, positionBias) : scores);
  const mixed = mixValues(rows, batch, heads, (width / heads) ** -0.5, biased, taps);
  return linear(mixed, p.get(`${prefix}.proj.weight`), p.get(`${prefix}.proj.bias`));
}

/**
 * What each token of a group takes from the others: softmax of scaled products of queries and keys, times the values.
 *
 * @param rows `[groups * tokens, 3 * width]`: query, key and value of each token; a group is an image, or a window of one
 * @param scale of the queries
 * @param biased adds to the scores, `[groups, heads, tokens, tokens]`
 * @param taps gets the attention probabilities
 * @returns `[groups * tokens, width]`
 */
export function mixValues(
  rows: tf.Tensor,
  groups: number,
  heads: number,
  scale: number,
  biased: (scores: tf.Tensor) => tf.Tensor,
  taps?: Taps,
): tf.Tensor {
  const tokens = rows.shape[0]! / groups;
  const width = rows.shape[1]! / 3;
  const byHead = tf.transpose(tf.reshape(rows, [groups, tokens, 3, heads, width / heads]), [2, 0, 3, 1, 4]);
  const [q, k, v] = tf.unstack(byHead) as [tf.Tensor, tf.Tensor, tf.Tensor]; // each [groups, heads, tokens, width / heads]
  const weights = tf.softmax(biased(tf.matMul(tf.mul(q, scale), k, false, true)));
  taps?.attention.push(weights);
  return tf.reshape(tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]), [groups * tokens, width]);
}
