import * as tf from '@tensorflow/tfjs-core';
import type { Grid } from '../../input/grid.js';
import { dropPath } from '../dropPath.js';
import { constant, normalWeights } from '../initialisers.js';
import { layerNorm } from '../layerNorm.js';
import { mlp } from '../mlp.js';
import type { Parameters, StateSpec } from '../parameters.js';

/** Side of the convolutions, and how many times wider the hidden layers are than the blocks. */
export const KERNEL = 7;
const MLP_RATIO = 4;

/** State of a block, in model order. */
export function convnextBlockSpecs(prefix: string, width: number, layerScale: number | null): StateSpec[] {
  const vector = (name: string, value: number, size = width): StateSpec => ({
    name: `${prefix}.${name}`,
    shape: [size],
    init: constant(value),
  });
  const weight = (name: string, shape: number[]): StateSpec => ({
    name: `${prefix}.${name}.weight`,
    shape,
    init: normalWeights,
  });
  const hidden = MLP_RATIO * width;
  return [
    ...(layerScale === null ? [] : [vector('gamma', layerScale)]),
    weight('conv_dw', [width, 1, KERNEL, KERNEL]),
    vector('conv_dw.bias', 0),
    vector('norm.weight', 1),
    vector('norm.bias', 0),
    weight('mlp.fc1', [hidden, width]),
    vector('mlp.fc1.bias', 0, hidden),
    weight('mlp.fc2', [width, hidden]),
    vector('mlp.fc2.bias', 0),
  ];
}

interface BlockPlace {
  /** Of the features. */
  grid: Grid;
  /** Layer scale, `gamma`. */
  hasScale: boolean;
}

/**
 * One block: x + gamma * mlp(norm(convolution(x))), the convolution of each channel by itself (Liu et al. 2022, figure 4).
 *
 * @param x `[batch * rows * columns, width]`
 * @param keep stochastic depth, `[batch]`; absent = every image counts
 */
export function convnextBlock(
  x: tf.Tensor,
  p: Parameters,
  prefix: string,
  { grid, hasScale }: BlockPlace,
  keep?: tf.Tensor,
): tf.Tensor {
  const get = (name: string) => p.get(`${prefix}.${name}`);
  const mixed = tf.add(depthwise(x, get('conv_dw.weight'), grid), get('conv_dw.bias'));
  const branch = mlp(layerNorm(mixed, get('norm.weight'), get('norm.bias')), p, `${prefix}.mlp`);
  const scaled = hasScale ? tf.mul(branch, get('gamma')) : branch;
  return tf.add(x, dropPath(scaled, keep));
}

/** Each channel's own filter over the grid, with zeros around. @param filter `[width, 1, kernel, kernel]`, as on disk */
function depthwise(x: tf.Tensor, filter: tf.Tensor, [rows, columns]: Grid): tf.Tensor {
  const width = x.shape[1]!;
  const images = tf.reshape(x, [-1, rows, columns, width]) as tf.Tensor4D;
  const mixed = tf.depthwiseConv2d(images, tf.transpose(filter, [2, 3, 0, 1]) as tf.Tensor4D, 1, 'same');
  return tf.reshape(mixed, [-1, width]);
}
