import * as tf from '@tensorflow/tfjs-core';
import { runtime } from '../../runtime/runtime.js';
import { constant } from '../initialisers.js';
import type { Parameters, StateSpec } from '../parameters.js';

/** Of every batch norm in ResNets (fact sheet 1.10). */
export const EPSILON = 1e-5;
const MOMENTUM = 0.1;

/** The state of a batch norm in PyTorch's order. `scale`: what its weight starts with. */
export function batchNormSpecs(prefix: string, channels: number, scale: number): StateSpec[] {
  const vector = (name: string, value: number): StateSpec => ({
    name: `${prefix}.${name}`,
    shape: [channels],
    init: constant(value),
  });
  return [
    vector('weight', scale),
    vector('bias', 0),
    { ...vector('running_mean', 0), buffer: { dtype: 'F32' } },
    { ...vector('running_var', 1), buffer: { dtype: 'F32' } },
    { name: `${prefix}.num_batches_tracked`, shape: [], init: constant(0), buffer: { dtype: 'I64' } },
  ];
}

/** How a batch norm is run, and what follows it: the sum and the ReLU pass over memory with it. */
export interface BatchNormOptions {
  /** 'batch': normalise by the statistics of the batch; 'running': by those that training remembered. */
  statistics: 'batch' | 'running';
  /** Training: the statistics of the batch become part of the running ones. */
  remember: boolean;
  relu: boolean;
  /** Added before the ReLU, like `x`. */
  shortcut?: tf.Tensor4D;
}

/**
 * Normalises each channel over batch and pixels, scales and shifts it.
 *
 * @param x `[batch, height, width, channels]`
 */
export function batchNorm(x: tf.Tensor4D, p: Parameters, prefix: string, options: BatchNormOptions): tf.Tensor4D {
  const rows = tf.reshape(x, [-1, x.shape[3]]);
  const shortcut = options.shortcut && tf.reshape(options.shortcut, rows.shape);
  const normalised =
    options.statistics === 'batch'
      ? byBatch(rows, p, prefix, options, shortcut)
      : byRunning(rows, p, prefix, options, shortcut);
  return tf.reshape(normalised, x.shape);
}

function byRunning(
  x: tf.Tensor,
  p: Parameters,
  prefix: string,
  { relu }: BatchNormOptions,
  shortcut?: tf.Tensor,
): tf.Tensor {
  const factor = tf.mul(p.get(`${prefix}.weight`), inverseStd(p.get(`${prefix}.running_var`)));
  const offset = tf.sub(p.get(`${prefix}.bias`), tf.mul(p.get(`${prefix}.running_mean`), factor));
  const affine = tf.add(tf.mul(x, factor), offset);
  const sum = shortcut ? tf.add(affine, shortcut) : affine;
  return relu ? tf.relu(sum) : sum;
}

/**
 * The backward pass needs input and output, which the convolutions before and after keep anyway, and two numbers a
 * channel; all else is computed again.
 */
function byBatch(
  x: tf.Tensor,
  p: Parameters,
  prefix: string,
  { relu, remember }: BatchNormOptions,
  shortcut?: tf.Tensor,
): tf.Tensor {
  const kind = `batch-norm${shortcut ? ' shortcut' : ''}${relu ? ' relu' : ''}`;
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const inputs = args.slice(0, -1) as tf.Tensor[];
    const save = args[args.length - 1] as tf.GradSaveFunc;
    const run = runtime().fuse(kind, (...given) => forward(given, relu));
    const [y, mean, variance] = tf.tidy(() => run(...inputs)) as [tf.Tensor, tf.Tensor, tf.Tensor];
    if (remember) track(p, prefix, mean, variance, x.shape[0]!);
    save([x, y, inputs[1]!, mean, variance]);
    const gradient = runtime().fuse(`${kind} gradient`, (...given) => backward(given, relu, shortcut !== undefined));
    return { value: y, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.tidy(() => gradient(dy, ...saved)) };
  });
  return op(x, p.get(`${prefix}.weight`), p.get(`${prefix}.bias`), ...(shortcut ? [shortcut] : []));
}

/** @returns output, mean and biased variance of each channel */
function forward([x, scale, shift, shortcut]: tf.Tensor[], relu: boolean): tf.Tensor[] {
  const mean = tf.mean(x!, 0);
  const centred = tf.sub(x!, mean);
  const variance = tf.mean(tf.square(centred), 0);
  const affine = tf.add(tf.mul(centred, tf.mul(scale!, inverseStd(variance))), shift!);
  const sum = shortcut ? tf.add(affine, shortcut) : affine;
  return [relu ? tf.relu(sum) : sum, mean, variance];
}

/** @returns gradients of input, scale, shift and, where there is one, shortcut */
function backward([dy, x, y, scale, mean, variance]: tf.Tensor[], relu: boolean, hasShortcut: boolean): tf.Tensor[] {
  const count = x!.shape[0]!;
  const std = inverseStd(variance!);
  const d = relu ? tf.mul(dy!, tf.step(y!)) : dy!;
  const normalised = tf.mul(tf.sub(x!, mean!), std);
  const along = tf.mean(tf.mul(d, normalised), 0);
  const level = tf.mean(d, 0);
  const dx = tf.mul(tf.sub(tf.sub(d, level), tf.mul(normalised, along)), tf.mul(scale!, std));
  return [dx, tf.mul(along, count), tf.mul(level, count), ...(hasShortcut ? [d] : [])];
}

/** Moves the running statistics towards those of a batch of `count` values a channel, as PyTorch does. */
function track(p: Parameters, prefix: string, mean: tf.Tensor, variance: tf.Tensor, count: number): void {
  const move = (name: string, value: tf.Tensor) => {
    const running = p.get(`${prefix}.${name}`);
    running.assign(tf.add(tf.mul(running, 1 - MOMENTUM), tf.mul(value, MOMENTUM)));
  };
  tf.tidy(() => {
    move('running_mean', mean);
    // Unbiased, unlike the variance that the batch itself is normalised by.
    move('running_var', tf.mul(variance, count / (count - 1)));
    const batches = p.get(`${prefix}.num_batches_tracked`);
    batches.assign(tf.add(batches, 1));
  });
}

function inverseStd(variance: tf.Tensor): tf.Tensor {
  return tf.rsqrt(tf.add(variance, EPSILON));
}
