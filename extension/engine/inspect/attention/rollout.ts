import { cells, type Grid } from '../../input/grid.js';
import type { AttentionLayer } from '../layerIntermediates.js';
import { patchOf } from '../patchGrid.js';
import { attentionRows } from './windows.js';

/**
 * Attention rollout (Abnar and Zuidema 2020): how much of each token of the image has reached a query after each layer,
 * if attention alone moved information. Heads are averaged, the identity is added for the residual connection, rows are
 * normalised, and the layers' matrices are multiplied. Where patches are merged between two layers, each counts as much
 * as the others that it is merged with.
 *
 * @param layers first to last
 * @param weights of each layer: what each of its tokens counts as a query, `[tokens]`
 * @returns of each layer, from the first through it: `[tokens]` of the first layer, summing to 1
 */
export function attentionRollout(layers: readonly AttentionLayer[], weights: readonly Float64Array[]): Float32Array[] {
  return layers.map((_, last) => {
    // The product's rows that the query asks for, from the last layer back: a row times matrices, never a matrix product.
    let row = weights[last]!;
    for (let i = last; i >= 0; i--) {
      row = throughLayer(row, layers[i]!);
      if (i > 0) row = split(row, layers[i]!.grid, layers[i - 1]!.grid);
    }
    return Float32Array.from(row);
  });
}

/** A row times the mean of the heads plus the identity, halved: rows of attention sum to 1. */
function throughLayer(row: Float64Array, layer: AttentionLayer): Float64Array {
  const { heads } = layer.attention;
  const product = row.map(weight => weight / 2);
  for (const { query, start, keys } of attentionRows(layer)) {
    const weight = row[query]! / (2 * heads);
    if (weight === 0) continue;
    for (let i = 0; i < keys.length; i++) product[keys[i]!]! += weight * layer.probabilities[start + i]!;
  }
  return product;
}

/** What each patch of a finer grid counts, when it has its share of the patch that it was merged into. */
function split(row: Float64Array, grid: Grid, finer: Grid): Float64Array {
  const share = cells(finer) / cells(grid);
  if (share === 1) return row;
  return Float64Array.from({ length: cells(finer) }, (_, i) => row[patchOf(i, finer, grid)]! / share);
}
