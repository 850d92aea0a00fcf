import * as tf from '@tensorflow/tfjs-core';
import { constant, normal } from '../initialisers.js';
import { layerNorm } from '../layerNorm.js';
import { linear } from '../linear.js';
import type { Parameters, StateSpec } from '../parameters.js';
import { convolution, convolutionSpec } from '../resnet/convolution.js';

/** The weights that tell classes, as they start. */
const classWeights = normal(0.01);

/** State of `unit`. */
export function unitSpecs(name: string, out: number, input: number, kernel: 1 | 3): StateSpec[] {
  return [convolutionSpec(`${name}.conv.weight`, out, input, kernel), ...normSpecs(`${name}.norm`, out)];
}

/**
 * A convolution, a LayerNorm over the channels of each pixel, and ReLU. The published heads have a batch norm, which needs large
 * batches and other statistics in training than after it.
 *
 * @param x `[batch, rows, columns, in]`
 */
export function unit(x: tf.Tensor4D, p: Parameters, name: string): tf.Tensor4D {
  return tf.relu(norm(convolution(x, p.get(`${name}.conv.weight`), 1), p, `${name}.norm`));
}

export function normSpecs(name: string, width: number): StateSpec[] {
  return [
    { name: `${name}.weight`, shape: [width], init: constant(1) },
    { name: `${name}.bias`, shape: [width], init: constant(0) },
  ];
}

/** LayerNorm over the channels of each pixel. */
export function norm(x: tf.Tensor4D, p: Parameters, name: string): tf.Tensor4D {
  return onRows(x, rows => layerNorm(rows, p.get(`${name}.weight`), p.get(`${name}.bias`)));
}

/** State of `classLogits`. */
export function classSpecs(name: string, classes: number, input: number): StateSpec[] {
  return [
    { name: `${name}.weight`, shape: [classes, input, 1, 1], init: classWeights },
    { name: `${name}.bias`, shape: [classes], init: constant(0) },
  ];
}

/** A 1x1 convolution with a bias. */
export function classLogits(x: tf.Tensor4D, p: Parameters, name: string): tf.Tensor4D {
  const weight = p.get(`${name}.weight`);
  return onRows(x, rows => linear(rows, tf.reshape(weight, [-1, x.shape[3]]), p.get(`${name}.bias`)));
}

function onRows(x: tf.Tensor4D, change: (rows: tf.Tensor) => tf.Tensor): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  return tf.reshape(change(tf.reshape(x, [-1, channels])), [batch, rows, columns, -1]);
}
