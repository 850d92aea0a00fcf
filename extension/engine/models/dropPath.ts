import * as tf from '@tensorflow/tfjs-core';

/** Stochastic depth of a transformer's block: what each image's branches count, `[batch]`, 0 or 1/(1-p); attention, then MLP. */
export type Keep = [tf.Tensor, tf.Tensor];

/** Drop probability of each block: from 0 up to `rate`, linearly (fact sheet 1.9). */
export function dropPathRates(rate: number, depth: number): number[] {
  return Array.from({ length: depth }, (_, i) => (depth === 1 ? 0 : (rate * i) / (depth - 1)));
}

/** The two rows of `keep` that belong to block `i`. */
export function branchesOf(keep: tf.Tensor, i: number): Keep {
  return [tf.gather(keep, 2 * i), tf.gather(keep, 2 * i + 1)];
}

/**
 * @param rows `[batch * tokens, width]`, or `[batch, ..., width]`
 * @param keep `[batch]`; absent = every image counts
 */
export function dropPath(rows: tf.Tensor, keep: tf.Tensor | undefined): tf.Tensor {
  if (!keep) return rows;
  const byImage = tf.reshape(rows, [keep.shape[0]!, -1, rows.shape.at(-1)!]);
  return tf.reshape(tf.mul(byImage, tf.reshape(keep, [-1, 1, 1])), rows.shape);
}
