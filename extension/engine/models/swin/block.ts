import * as tf from '@tensorflow/tfjs-core';
import { dropPath, type Keep } from '../dropPath.js';
import { constant, normalWeights } from '../initialisers.js';
import { mlp } from '../mlp.js';
import type { Parameters, StateSpec } from '../parameters.js';
import type { Taps } from '../taps.js';
import { norm, normSpecs } from './norm.js';
import { type WindowAttentionShape, windowAttention, windowAttentionSpecs } from './windowAttention.js';
import { windowMask } from './windowMask.js';
import { windowsOf } from './windows.js';

export interface SwinBlockShape extends WindowAttentionShape {
  mlpRatio: number;
}

/** State of a block, in model order. */
export function swinBlockSpecs(prefix: string, shape: SwinBlockShape): StateSpec[] {
  const { width, size, shift } = shape;
  const hidden = Math.floor(width * shape.mlpRatio);
  const mask: StateSpec = {
    name: `${prefix}.attn_mask`,
    shape: [windowsOf(shape), size ** 2, size ** 2],
    init: () => windowMask(shape),
    buffer: { dtype: 'F32', derived: true },
  };
  return [
    ...(shift > 0 ? [mask] : []),
    ...normSpecs(`${prefix}.norm1`, width),
    ...windowAttentionSpecs(`${prefix}.attn`, shape),
    ...normSpecs(`${prefix}.norm2`, width),
    { name: `${prefix}.mlp.fc1.weight`, shape: [hidden, width], init: normalWeights },
    { name: `${prefix}.mlp.fc1.bias`, shape: [hidden], init: constant(0) },
    { name: `${prefix}.mlp.fc2.weight`, shape: [width, hidden], init: normalWeights },
    { name: `${prefix}.mlp.fc2.bias`, shape: [width], init: constant(0) },
  ];
}

/**
 * One block: x + attention within windows(norm(x)), then x + mlp(norm(x)) (fact sheet 1.11).
 *
 * @param x `[batch * rows * columns, width]`
 * @param taps gets the attention probabilities
 */
export function swinBlock(
  x: tf.Tensor,
  p: Parameters,
  prefix: string,
  shape: SwinBlockShape,
  keep?: Keep,
  taps?: Taps,
): tf.Tensor {
  const attended = windowAttention(norm(x, p, `${prefix}.norm1`), p, `${prefix}.attn`, shape, taps);
  const y = tf.add(x, dropPath(attended, keep?.[0]));
  return tf.add(y, dropPath(mlp(norm(y, p, `${prefix}.norm2`), p, `${prefix}.mlp`), keep?.[1]));
}
