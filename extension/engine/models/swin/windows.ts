import * as tf from '@tensorflow/tfjs-core';
import type { Grid } from '../../input/grid.js';

/** How the tokens of a grid are grouped for attention. */
export interface Windows {
  /** The grid, and the side of a window, in tokens; it divides both of the grid's. */
  grid: Grid;
  size: number;
  /** By how many tokens the grid is rolled, up and to the left, before it is cut. */
  shift: number;
}

/**
 * Rolls the grid and cuts it into windows, row by row.
 *
 * @param x `[batch * rows * columns, width]`
 * @returns `[batch * windows * size^2, width]`
 */
export function toWindows(x: tf.Tensor, { grid: [rows, columns], size, shift }: Windows): tf.Tensor {
  const width = x.shape[1]!;
  const [down, across] = [rows / size, columns / size];
  if (down * across === 1) return x;
  const rolled = roll(tf.reshape(x, [-1, rows, columns, width]), shift, shift);
  const windows = tf.transpose(tf.reshape(rolled, [-1, down, size, across, size, width]), [0, 1, 3, 2, 4, 5]);
  return tf.reshape(windows, [-1, width]);
}

/** The inverse of `toWindows`. */
export function fromWindows(x: tf.Tensor, { grid: [rows, columns], size, shift }: Windows): tf.Tensor {
  const width = x.shape[1]!;
  const [down, across] = [rows / size, columns / size];
  if (down * across === 1) return x;
  const rolled = tf.transpose(tf.reshape(x, [-1, down, across, size, size, width]), [0, 1, 3, 2, 4, 5]);
  return tf.reshape(roll(tf.reshape(rolled, [-1, rows, columns, width]), rows - shift, columns - shift), [-1, width]);
}

/** Moves a grid `[batch, rows, columns, width]` up and to the left; what falls out comes back in. */
function roll(x: tf.Tensor, up: number, left: number): tf.Tensor {
  const [batch, rows, columns, width] = x.shape as [number, number, number, number];
  const [dy, dx] = [up % rows, left % columns];
  if (dy === 0 && dx === 0) return x;
  const moved = tf.concat(
    [
      tf.slice(x, [0, dy, 0, 0], [batch, rows - dy, columns, width]),
      tf.slice(x, [0, 0, 0, 0], [batch, dy, columns, width]),
    ],
    1,
  );
  return tf.concat(
    [
      tf.slice(moved, [0, 0, dx, 0], [batch, rows, columns - dx, width]),
      tf.slice(moved, [0, 0, 0, 0], [batch, rows, dx, width]),
    ],
    2,
  );
}

/** How many windows a grid is cut into. */
export function windowsOf({ grid: [rows, columns], size }: Pick<Windows, 'grid' | 'size'>): number {
  return (rows * columns) / size ** 2;
}
