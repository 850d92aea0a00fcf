import type { OnnxGraph, Value } from './graph.js';
import { at, linear, product, reshape, scalar, transpose } from './layers.js';

export interface AttentionLayout {
  width: number;
  heads: number;
  /** Tokens that attend to each other: all of an image, or those of a window. */
  tokens: number;
}

/**
 * Multi-head self-attention; `models/attention.ts` and `models/swin/` have its meaning.
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
  const { width, heads, tokens } = layout;
  const headWidth = width / heads;
  const rows = product(g, x, g.weight(`${name}.qkv.weight`), qkvBias);
  const byHead = transpose(g, reshape(g, rows, [-1, tokens, 3, heads, headWidth]), [2, 0, 3, 1, 4]);
  const query = g.node('Mul', [at(g, byHead, 0, 0), scalar(g, headWidth ** -0.5)]);
  const key = transpose(g, at(g, byHead, 0, 1), [0, 1, 3, 2]);
  const weights = g.node('Softmax', [biased(g.node('MatMul', [query, key]))], { axis: { int: 3 } });
  const mixed = transpose(g, g.node('MatMul', [weights, at(g, byHead, 0, 2)]), [0, 2, 1, 3]);
  return linear(g, reshape(g, mixed, [-1, width]), `${name}.proj`);
}

/**
 * What a table of relative positions adds to the scores: `[heads, tokens, tokens]`.
 *
 * @param index `[tokens * tokens]`, the row of the table for each pair of tokens
 */
export function positionBias(g: OnnxGraph, table: Value, index: Value, tokens: number, heads: number): Value {
  const rows = g.node('Gather', [table, index], { axis: { int: 0 } });
  return transpose(g, reshape(g, rows, [tokens, tokens, heads]), [2, 0, 1]);
}
