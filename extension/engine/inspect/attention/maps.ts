import type { Query } from '../../../protocol/lookApi.js';
import type { Grid } from '../../input/grid.js';
import type { AttentionLayer } from '../layerIntermediates.js';
import { patchOf } from '../patchGrid.js';
import { attentionRows, tokenCount } from './windows.js';

/**
 * How much each token of a layer counts as a query, `[tokens]`, summing to 1. Attention of a query is this times the
 * matrix of attention.
 *
 * @param finest the grid that a patch is numbered on
 */
export function queryWeights(
  query: Query,
  layer: Pick<AttentionLayer, 'grid' | 'classToken'>,
  finest: Grid,
): Float64Array {
  const tokens = tokenCount(layer);
  const first = layer.classToken ? 1 : 0;
  const weights = new Float64Array(tokens);
  if (query === 'mean') weights.fill(1 / (tokens - first), first);
  else weights[query === 'class' ? 0 : first + patchOf(query, finest, layer.grid)] = 1;
  return weights;
}

/**
 * Attention of a query in every head of a layer.
 *
 * @param weights what each token counts as a query, `[tokens]`
 * @returns `[heads, tokens]`: each head's row sums to 1; tokens of other windows than the query's have 0
 */
export function queryAttention(layer: AttentionLayer, weights: Float64Array): Float32Array {
  const tokens = weights.length;
  const rows = new Float64Array(layer.attention.heads * tokens);
  for (const { head, query, start, keys } of attentionRows(layer)) {
    const weight = weights[query]!;
    if (weight === 0) continue;
    for (let i = 0; i < keys.length; i++) rows[head * tokens + keys[i]!]! += weight * layer.probabilities[start + i]!;
  }
  return Float32Array.from(rows);
}
