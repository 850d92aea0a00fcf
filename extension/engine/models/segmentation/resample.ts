import * as tf from '@tensorflow/tfjs-core';
import type { Grid } from '../../input/grid.js';

/** The weights of the pixels of one axis in those of another, `[to, from]`. */
export type Axis = (from: number, to: number) => Float32Array;

/**
 * Feature maps of another size, bilinear with pixels as squares (PyTorch's `align_corners=False`). As products with the matrices
 * of both axes it has a gradient on every backend, and is the same on all.
 *
 * @param x `[batch, rows, columns, channels]`
 */
export function resizeBilinear(x: tf.Tensor4D, grid: Grid): tf.Tensor4D {
  return resample(x, grid, bilinear);
}

/** Means over a grid of cells that cover the maps, which may overlap (PyTorch's adaptive average pooling). */
export function averagePool(x: tf.Tensor4D, grid: Grid): tf.Tensor4D {
  return resample(x, grid, means);
}

function resample(x: tf.Tensor4D, [rows, columns]: Grid, axis: Axis): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  if (height === rows && width === columns) return x;
  const down = product(axis(height, rows), tf.transpose(x, [1, 0, 2, 3]), rows);
  const across = product(
    axis(width, columns),
    tf.transpose(tf.reshape(down, [rows, batch, width, channels]), [2, 0, 1, 3]),
    columns,
  );
  return tf.transpose(tf.reshape(across, [columns, rows, batch, channels]), [2, 1, 0, 3]);
}

/** The matrix `[to, from]` times a tensor whose first axis has `from`. */
function product(weights: Float32Array, x: tf.Tensor, to: number): tf.Tensor {
  const from = x.shape[0]!;
  return tf.matMul(tf.tensor2d(weights, [to, from]), tf.reshape(x, [from, -1]) as tf.Tensor2D);
}

/** Bilinear interpolation, pixels as squares. */
export const bilinear: Axis = (from, to) => {
  const weights = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const centre = Math.max(0, ((i + 0.5) * from) / to - 0.5);
    const first = Math.min(from - 1, Math.floor(centre));
    const second = Math.min(from - 1, first + 1);
    weights[i * from + first]! += 1 - (centre - first);
    weights[i * from + second]! += centre - first;
  }
  return weights;
};

/** Means over cells. */
export const means: Axis = (from, to) => {
  const weights = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const first = Math.floor((i * from) / to);
    const end = Math.ceil(((i + 1) * from) / to);
    weights.fill(1 / (end - first), i * from + first, i * from + end);
  }
  return weights;
};
