import * as tf from '@tensorflow/tfjs-core';

/** How the tokens of a grid are grouped for attention. */
export interface Windows {
  /** Side of the grid, and of a window, in tokens; the window's divides the grid's. */
  grid: number;
  size: number;
  /** By how many tokens the grid is rolled, up and to the left, before it is cut. */
  shift: number;
}

/**
 * Rolls the grid and cuts it into windows, row by row.
 *
 * @param x `[batch * grid^2, width]`
 * @returns `[batch * windows * size^2, width]`
 */
export function toWindows(x: tf.Tensor, { grid, size, shift }: Windows): tf.Tensor {
  const width = x.shape[1]!;
  const n = grid / size;
  if (n === 1) return x;
  const rolled = roll(tf.reshape(x, [-1, grid, grid, width]), shift);
  return tf.reshape(tf.transpose(tf.reshape(rolled, [-1, n, size, n, size, width]), [0, 1, 3, 2, 4, 5]), [-1, width]);
}

/** The inverse of `toWindows`. */
export function fromWindows(x: tf.Tensor, { grid, size, shift }: Windows): tf.Tensor {
  const width = x.shape[1]!;
  const n = grid / size;
  if (n === 1) return x;
  const rows = tf.transpose(tf.reshape(x, [-1, n, n, size, size, width]), [0, 1, 3, 2, 4, 5]);
  return tf.reshape(roll(tf.reshape(rows, [-1, grid, grid, width]), grid - shift), [-1, width]);
}

/** Moves a grid `[batch, grid, grid, width]` up and to the left by `shift`; what falls out comes back in. */
function roll(x: tf.Tensor, shift: number): tf.Tensor {
  const [batch, grid, , width] = x.shape as [number, number, number, number];
  const by = shift % grid;
  if (by === 0) return x;
  const rest = grid - by;
  const rows = tf.concat(
    [tf.slice(x, [0, by, 0, 0], [batch, rest, grid, width]), tf.slice(x, [0, 0, 0, 0], [batch, by, grid, width])],
    1,
  );
  return tf.concat(
    [tf.slice(rows, [0, 0, by, 0], [batch, grid, rest, width]), tf.slice(rows, [0, 0, 0, 0], [batch, grid, by, width])],
    2,
  );
}
