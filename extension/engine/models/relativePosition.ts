import * as tf from '@tensorflow/tfjs-core';
import { constant } from './initialisers.js';
import type { ParameterSpec, Parameters } from './parameters.js';

/** Rows of the table: every offset between two patches of the grid, and three for the class token. */
export function tableRows(grid: number): number {
  return (2 * grid - 1) ** 2 + 3;
}

export function relativePositionSpec(prefix: string, grid: number, heads: number): ParameterSpec {
  return { name: `${prefix}.relative_position_bias_table`, shape: [tableRows(grid), heads], init: constant(0) };
}

/**
 * Which row of the table belongs to each pair of tokens: `[tokens, tokens]` with tokens = 1 + grid^2. The last three
 * rows are class token to patch, patch to class token, class token to itself (fact sheet 1.9).
 */
export function relativePositionIndex(grid: number): Int32Array {
  const tokens = grid * grid + 1;
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
    const dy = Math.floor(from / grid) - Math.floor(to / grid) + grid - 1;
    const dx = (from % grid) - (to % grid) + grid - 1;
    return dy * (2 * grid - 1) + dx;
  }
}

/** The bias of one table as `[heads, tokens, tokens]`. */
export function relativePositionBias(p: Parameters, prefix: string, grid: number): tf.Tensor {
  const tokens = grid * grid + 1;
  const rows = gatherRows(p.get(`${prefix}.relative_position_bias_table`), relativePositionIndex(grid));
  return tf.transpose(tf.reshape(rows, [tokens, tokens, -1]), [2, 0, 1]);
}

/** `tf.gather` along the first axis with a gradient that does not need a kernel for segment sums: wasm has none. */
function gatherRows(table: tf.Tensor, rows: Int32Array): tf.Tensor {
  const count = table.shape[0]!;
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const value = tf.gather(args[0] as tf.Tensor, tf.tensor1d(rows, 'int32'));
    return { value, gradFunc: (dy: tf.Tensor) => sumRows(dy, rows, count) };
  });
  return op(table);
}

function sumRows(values: tf.Tensor, rows: Int32Array, count: number): tf.Tensor {
  if (tf.getKernel('UnsortedSegmentSum', tf.getBackend())) {
    return tf.unsortedSegmentSum(values, tf.tensor1d(rows, 'int32'), count);
  }
  const width = values.shape[1]!;
  const sums = new Float32Array(count * width);
  const flat = values.dataSync();
  for (let i = 0; i < flat.length; i++) sums[rows[Math.floor(i / width)]! * width + (i % width)]! += flat[i]!;
  return tf.tensor2d(sums, [count, width]);
}
