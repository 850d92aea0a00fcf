import type { OnnxGraph, Value } from './graph.js';
import { at, linear, product, reshape, scalar, transpose } from './layers.js';

export interface AttentionLayout {
  width: number;
  heads: number;
  /** Tokens that attend to each other: all of an image, or those of a window. */
  tokens: number;
  /** Factor on the queries. */
  scale: number;
}

/**
 * Multi-head self-attention; models/attention.ts has its meaning.
 *
 * @param x `[groups * tokens, width]`
 * @param name of the layer, with the weights `qkv.weight` and `proj`
 * @param qkvBias `[3 * width]`; absent = none
 * @param biased adds to the scores, `[groups, heads, tokens, tokens]`
 * @returns like `x`
 */
export function attention(
  g: OnnxGraph,
  x: Value,
  name: string,
  layout: AttentionLayout,
  qkvBias: Value | undefined,
  biased: (scores: Value) => Value,
): Value {
  const { width, heads, tokens, scale } = layout;
  const headWidth = width / heads;
  const rows = product(g, x, g.weight(`${name}.qkv.weight`), qkvBias);
  const byHead = transpose(g, reshape(g, rows, [-1, tokens, 3, heads, headWidth]), [2, 0, 3, 1, 4]);
  const query = g.node('Mul', [at(g, byHead, 0, 0), scalar(g, scale)]);
  const key = transpose(g, at(g, byHead, 0, 1), [0, 1, 3, 2]);
  const weights = g.node('Softmax', [biased(g.node('MatMul', [query, key]))], { axis: { int: 3 } });
  const mixed = transpose(g, g.node('MatMul', [weights, at(g, byHead, 0, 2)]), [0, 2, 1, 3]);
  return linear(g, reshape(g, mixed, [-1, width]), `${name}.proj`);
}

/** What the table of relative positions under `name` adds to the scores: `[heads, tokens, tokens]`. */
export function positionBias(g: OnnxGraph, name: string): Value {
  const inputs = [g.weight(`${name}.relative_position_bias_table`), g.derived(`${name}.relative_position_index`)];
  return transpose(g, g.node('Gather', inputs, { axis: { int: 0 } }), [2, 0, 1]);
}
