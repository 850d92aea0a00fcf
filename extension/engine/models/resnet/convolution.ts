import * as tf from '@tensorflow/tfjs-core';
import { normal } from '../initialisers.js';
import type { Initialiser, ParameterSpec } from '../parameters.js';

/** The weight of a convolution without bias, as it starts: normal, variance 2 / (out * kernel^2) (fact sheet 1.10). */
export function convolutionSpec(name: string, out: number, input: number, kernel: number): ParameterSpec {
  return { name, shape: [out, input, kernel, kernel], init: kaimingFanOut(out * kernel * kernel) };
}

/** He's initialisation for layers before a ReLU, by the number of outputs that an input goes to. */
function kaimingFanOut(fanOut: number): Initialiser {
  return normal(Math.sqrt(2 / fanOut));
}

/**
 * A convolution with an odd kernel and (kernel - 1) / 2 zeros around the image, as PyTorch pads: the same on both sides,
 * where 'same' of tfjs would put more on the right and below when the stride is 2.
 *
 * @param x `[batch, height, width, in]`; sides are even when the stride is 2
 * @param weight `[out, in, kernel, kernel]`, as on disk
 * @returns `[batch, height / stride, width / stride, out]`
 */
export function convolution(x: tf.Tensor4D, weight: tf.Tensor, stride: 1 | 2): tf.Tensor4D {
  const kernel = weight.shape[3]!;
  if (kernel === 1) return pointwise(stride === 2 ? everySecond(x) : x, weight);
  const filter = tf.transpose(weight, [2, 3, 1, 0]) as tf.Tensor4D;
  if (stride === 1) return tf.conv2d(x, filter, 1, 'same');
  const border: [number, number] = [(kernel - 1) / 2, (kernel - 1) / 2];
  return tf.conv2d(tf.pad(x, [[0, 0], border, border, [0, 0]]), filter, stride, 'valid');
}

/** A 1x1 convolution: one product of matrices. */
function pointwise(x: tf.Tensor4D, weight: tf.Tensor): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const rows = tf.matMul(
    tf.reshape(x, [-1, channels]) as tf.Tensor2D,
    tf.reshape(weight, [-1, channels]) as tf.Tensor2D,
    false,
    true,
  );
  return tf.reshape(rows, [batch, height, width, -1]);
}

/** The pixels in even rows and columns: what a stride of 2 leaves of the image. */
function everySecond(x: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  // Two neighbours become one pixel of twice the channels, so that slices do it, which have a gradient everywhere.
  const pairs = tf.reshape(x, [(batch * height) / 2, 2, width / 2, 2 * channels]);
  const even = tf.slice(pairs, [0, 0, 0, 0], [(batch * height) / 2, 1, width / 2, channels]);
  return tf.reshape(even, [batch, height / 2, width / 2, channels]);
}
