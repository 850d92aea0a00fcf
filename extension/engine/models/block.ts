import * as tf from '@tensorflow/tfjs-core';
import { type AttentionShape, attention, attentionSpecs } from './attention.js';
import { dropPath, type Keep } from './dropPath.js';
import { constant, truncatedNormal } from './initialisers.js';
import { layerNorm } from './layerNorm.js';
import { mlp } from './mlp.js';
import type { ParameterSpec, Parameters, StateSpec } from './parameters.js';
import type { Taps } from './taps.js';

export interface BlockShape extends AttentionShape {
  mlpRatio: number;
  /** Initial layer scale; null = the block has none. */
  layerScale: number | null;
}

/** What a block needs besides its input. */
export interface BlockContext {
  batch: number;
  /** Shared relative position bias `[heads, tokens, tokens]`. */
  positionBias?: tf.Tensor;
  keep?: Keep;
  /** Gets the attention probabilities. */
  taps?: Taps;
}

/** State of a block in model order. `depth` counts from 1: the later a block, the smaller its outputs start. */
export function blockSpecs(prefix: string, shape: BlockShape, depth: number): StateSpec[] {
  const { width, truncation } = shape;
  const hidden = Math.floor(width * shape.mlpRatio);
  const divisor = Math.sqrt(2 * depth);
  const vector = (name: string, value: number, size = width): ParameterSpec => ({
    name: `${prefix}.${name}`,
    shape: [size],
    init: constant(value),
  });
  return [
    ...(shape.layerScale === null ? [] : [vector('gamma_1', shape.layerScale), vector('gamma_2', shape.layerScale)]),
    vector('norm1.weight', 1),
    vector('norm1.bias', 0),
    ...attentionSpecs(`${prefix}.attn`, shape, divisor),
    vector('norm2.weight', 1),
    vector('norm2.bias', 0),
    { name: `${prefix}.mlp.fc1.weight`, shape: [hidden, width], init: truncatedNormal(0.02, truncation) },
    vector('mlp.fc1.bias', 0, hidden),
    { name: `${prefix}.mlp.fc2.weight`, shape: [width, hidden], init: truncatedNormal(0.02, truncation, divisor) },
    vector('mlp.fc2.bias', 0),
  ];
}

/**
 * One pre-norm transformer block: x + attention(norm(x)), then x + mlp(norm(x)) (fact sheet 1.9).
 *
 * @param x `[batch * tokens, width]`
 */
export function block(
  x: tf.Tensor,
  p: Parameters,
  prefix: string,
  shape: BlockShape,
  context: BlockContext,
): tf.Tensor {
  const normed = (name: string, rows: tf.Tensor) =>
    layerNorm(rows, p.get(`${prefix}.${name}.weight`), p.get(`${prefix}.${name}.bias`));

  const { batch, positionBias, taps } = context;
  const attended = attention(normed('norm1', x), batch, p, `${prefix}.attn`, shape, positionBias, taps);
  const y = tf.add(x, branch(attended, 0));
  return tf.add(y, branch(mlp(normed('norm2', y), p, `${prefix}.mlp`), 1));

  function branch(rows: tf.Tensor, which: 0 | 1): tf.Tensor {
    const scaled = shape.layerScale === null ? rows : tf.mul(rows, p.get(`${prefix}.gamma_${which + 1}`));
    return dropPath(scaled, context.keep?.[which]);
  }
}
