import * as tf from '@tensorflow/tfjs-core';
import { constant, uniformFanIn } from '../initialisers.js';
import type { Parameters, StateSpec } from '../parameters.js';

/** Times that the levels of an encoder with features of one size become larger. */
export const scales = [4, 2, 1, 0.5] as const;
type Scale = (typeof scales)[number];

/** State of `rescale`: transposed convolutions, of which x4 has two. */
export function rescaleSpecs(name: string, width: number, scale: Scale): StateSpec[] {
  return Array.from({ length: Math.max(0, Math.log2(scale)) }, (_, i) => [
    { name: `${name}.${i}.weight`, shape: [width, width, 2, 2], init: uniformFanIn(4 * width) },
    { name: `${name}.${i}.bias`, shape: [width], init: constant(0) },
  ]).flat();
}

/**
 * Feature maps of 4, 2, 1 or 1/2 times the side: by 2x2 transposed convolutions with a stride of 2, ReLU between two of them, or
 * by the maximum of 2x2.
 *
 * @param x `[batch, rows, columns, width]`
 */
export function rescale(x: tf.Tensor4D, p: Parameters, name: string, scale: Scale): tf.Tensor4D {
  if (scale === 0.5) return tf.maxPool(x, 2, 2, 'same');
  if (scale === 1) return x;
  const doubled = twice(x, p, `${name}.0`);
  return scale === 4 ? twice(tf.relu(doubled), p, `${name}.1`) : doubled;
}

/** Each feature becomes 2 x 2: a linear layer, its results put side by side. */
function twice(x: tf.Tensor4D, p: Parameters, name: string): tf.Tensor4D {
  const [batch, rows, columns, width] = x.shape;
  const weight = tf.reshape(p.get(`${name}.weight`), [width, -1]) as tf.Tensor2D; // [in, out * 2 * 2]
  const four = tf.reshape(tf.matMul(tf.reshape(x, [-1, width]) as tf.Tensor2D, weight), [
    batch,
    rows,
    columns,
    -1,
    2,
    2,
  ]);
  const placed = tf.reshape(tf.transpose(four, [0, 1, 4, 2, 5, 3]), [batch, 2 * rows, 2 * columns, -1]);
  return tf.add(placed, p.get(`${name}.bias`));
}
