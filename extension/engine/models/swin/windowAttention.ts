import * as tf from '@tensorflow/tfjs-core';
import { mixValues } from '../attention.js';
import { constant, normalWeights } from '../initialisers.js';
import { linear } from '../linear.js';
import type { Parameters, StateSpec } from '../parameters.js';
import { offsetRow, relativePositionBias, relativePositionState } from '../relativePosition.js';
import type { Taps } from '../taps.js';
import { windowMask } from './windowMask.js';
import { fromWindows, toWindows, type Windows, windowsOf } from './windows.js';

export interface WindowAttentionShape extends Windows {
  width: number;
  heads: number;
  /** Learnable biases of queries, keys and values. */
  qkvBias: boolean;
  /** Factor on the queries. */
  scale: number;
}

/** State of `windowAttention`, in model order. */
export function windowAttentionSpecs(prefix: string, shape: WindowAttentionShape): StateSpec[] {
  const { width, heads, size } = shape;
  return [
    ...relativePositionState(prefix, [(2 * size - 1) ** 2, heads], normalWeights, {
      tokens: size * size,
      index: () => windowPositionIndex(size),
    }),
    { name: `${prefix}.qkv.weight`, shape: [3 * width, width], init: normalWeights },
    ...(shape.qkvBias ? [{ name: `${prefix}.qkv.bias`, shape: [3 * width], init: constant(0) }] : []),
    { name: `${prefix}.proj.weight`, shape: [width, width], init: normalWeights },
    { name: `${prefix}.proj.bias`, shape: [width], init: constant(0) },
  ];
}

/**
 * Multi-head self-attention within windows of a grid, which may be rolled first.
 *
 * @param x `[batch * rows * columns, width]`
 * @param taps gets the attention probabilities, `[batch * windows, heads, size^2, size^2]`
 * @returns like `x`
 */
export function windowAttention(
  x: tf.Tensor,
  p: Parameters,
  prefix: string,
  shape: WindowAttentionShape,
  taps?: Taps,
): tf.Tensor {
  const { width, heads, size, shift } = shape;
  const tokens = size * size;
  const windows = windowsOf(shape);
  const groups = x.shape[0]! / tokens;
  const bias = shape.qkvBias ? p.get(`${prefix}.qkv.bias`) : tf.zeros([3 * width]);
  const rows = linear(toWindows(x, shape), p.get(`${prefix}.qkv.weight`), bias);
  const positionBias = relativePositionBias(p, prefix, windowPositionIndex(size)); // [heads, tokens, tokens]

  const mixed = mixValues(rows, groups, heads, shape.scale, shift === 0 ? positioned : masked, taps);
  return fromWindows(linear(mixed, p.get(`${prefix}.proj.weight`), p.get(`${prefix}.proj.bias`)), shape);

  function positioned(scores: tf.Tensor): tf.Tensor {
    return tf.add(scores, positionBias);
  }

  /** Bias and mask are joined before they meet the scores, which are much larger. */
  function masked(scores: tf.Tensor): tf.Tensor {
    const mask = tf.tensor(windowMask(shape), [windows, 1, tokens, tokens]);
    const byImage = tf.reshape(scores, [-1, windows, heads, tokens, tokens]);
    return tf.reshape(tf.add(byImage, tf.add(mask, positionBias)), scores.shape);
  }
}

/** Which row of the table of offsets belongs to each pair of tokens of a window, `[size^2, size^2]`. */
function windowPositionIndex(size: number): Int32Array {
  const tokens = size * size;
  return Int32Array.from({ length: tokens * tokens }, (_, i) =>
    offsetRow(Math.floor(i / tokens), i % tokens, [size, size]),
  );
}
