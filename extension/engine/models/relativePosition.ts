import * as tf from '@tensorflow/tfjs-core';
import { cells, type Grid } from '../input/grid.js';
import { gatherRows } from './gatherRows.js';
import { constant } from './initialisers.js';
import type { Initialiser, Parameters, StateSpec } from './parameters.js';

/** Rows of the table: every offset between two patches of the grid, and three for the class token. */
export function tableRows([rows, columns]: Grid): number {
  return (2 * rows - 1) * (2 * columns - 1) + 3;
}

/** The table of the vision transformer, which starts at zero, and which of its rows belongs to which pair of tokens. */
export function relativePositionSpecs(prefix: string, grid: Grid, heads: number): StateSpec[] {
  const index = () => relativePositionIndex(grid);
  return relativePositionState(prefix, [tableRows(grid), heads], constant(0), { tokens: cells(grid) + 1, index });
}

/** A table and its index under their official names; the index is made when it is asked for. */
export function relativePositionState(
  prefix: string,
  table: [rows: number, heads: number],
  init: Initialiser,
  { tokens, index }: { tokens: number; index: () => Int32Array },
): StateSpec[] {
  return [
    { name: `${prefix}.relative_position_bias_table`, shape: table, init },
    {
      name: `${prefix}.relative_position_index`,
      shape: [tokens, tokens],
      init: () => Float32Array.from(index()),
      buffer: { dtype: 'I64', derived: true },
    },
  ];
}

/** The row for two patches of a grid, numbered row by row, in a table of all offsets: first by rows, then by columns. */
export function offsetRow(from: number, to: number, [rows, columns]: Grid): number {
  const dy = Math.floor(from / columns) - Math.floor(to / columns) + rows - 1;
  const dx = (from % columns) - (to % columns) + columns - 1;
  return dy * (2 * columns - 1) + dx;
}

/**
 * Which row of the table belongs to each pair of tokens: `[tokens, tokens]` with tokens = 1 + rows * columns. The last three
 * rows are class token to patch, patch to class token, class token to itself (fact sheet 1.9).
 */
export function relativePositionIndex(grid: Grid): Int32Array {
  const tokens = cells(grid) + 1;
  const rows = tableRows(grid);
  const index = new Int32Array(tokens * tokens);
  for (let from = 0; from < tokens; from++) {
    for (let to = 0; to < tokens; to++) {
      index[from * tokens + to] = row(from - 1, to - 1);
    }
  }
  return index;

  function row(from: number, to: number): number {
    if (from < 0 && to < 0) return rows - 1;
    if (to < 0) return rows - 2;
    if (from < 0) return rows - 3;
    return offsetRow(from, to, grid);
  }
}

/** The bias of one table as `[heads, tokens, tokens]`. */
export function relativePositionBias(p: Parameters, prefix: string, index: Int32Array): tf.Tensor {
  const tokens = Math.sqrt(index.length);
  const rows = gatherRows(p.get(`${prefix}.relative_position_bias_table`), index);
  return tf.transpose(tf.reshape(rows, [tokens, tokens, -1]), [2, 0, 1]);
}
