import * as tf from '@tensorflow/tfjs-core';
import type { Grid } from '../../input/grid.js';
import { normalWeights } from '../initialisers.js';
import type { Parameters, StateSpec } from '../parameters.js';
import { norm, normSpecs } from './norm.js';

/** State of `mergePatches`, in model order. */
export function mergingSpecs(prefix: string, width: number): StateSpec[] {
  return [
    { name: `${prefix}.reduction.weight`, shape: [2 * width, 4 * width], init: normalWeights },
    ...normSpecs(`${prefix}.norm`, 4 * width),
  ];
}

/**
 * Between two stages: four neighbours become one token of twice the width. They are joined in the order (even row, even
 * column), (odd, even), (even, odd), (odd, odd) (fact sheet 1.11).
 *
 * @param x `[batch * rows * columns, width]`, both even
 * @returns `[batch * rows / 2 * columns / 2, 2 * width]`
 */
export function mergePatches(x: tf.Tensor, p: Parameters, prefix: string, grid: Grid): tf.Tensor {
  const width = x.shape[1]!;
  const [down, across] = [grid[0] / 2, grid[1] / 2];
  const neighbours = tf.transpose(tf.reshape(x, [-1, down, 2, across, 2, width]), [0, 1, 3, 4, 2, 5]);
  const rows = norm(tf.reshape(neighbours, [-1, 4 * width]), p, `${prefix}.norm`);
  return tf.matMul(rows as tf.Tensor2D, p.get(`${prefix}.reduction.weight`) as tf.Tensor2D, false, true);
}
