import * as tf from '@tensorflow/tfjs-core';
import { dropPath } from '../dropPath.js';
import type { Parameters, StateSpec } from '../parameters.js';
import { type BatchNormOptions, batchNorm, batchNormSpecs } from './batchNorm.js';
import { convolution, convolutionSpec } from './convolution.js';

/** 'basic': two 3x3 convolutions. 'bottleneck': 1x1, 3x3, 1x1, of which the last widens fourfold. */
export type BlockKind = 'basic' | 'bottleneck';

/** One residual block. */
export interface ResidualBlock {
  /** Of its parameters: 'encoder.layer1.0'. */
  prefix: string;
  kind: BlockKind;
  /** Channels of the input, of the inner convolutions, and of the output. */
  input: number;
  inner: number;
  output: number;
  /** Of the 3x3 convolution (of the first, where there are two). */
  stride: 1 | 2;
  /** A convolution on the way around, which every first block of a stage of bottlenecks has. */
  hasDownsample: boolean;
}

/** A convolution and the batch norm after it, by the names of their state. */
export interface Unit {
  convolution: string;
  norm: string;
  out: number;
  input: number;
  kernel: number;
  stride: 1 | 2;
}

/** State in the official order (fact sheet 1.15). The last batch norm starts at 0: a block begins as the identity. */
export function blockSpecs(block: ResidualBlock): StateSpec[] {
  const branch = branchOf(block);
  const units = block.hasDownsample ? [...branch, downsampleOf(block)] : branch;
  return units.flatMap(unit => [
    convolutionSpec(`${unit.convolution}.weight`, unit.out, unit.input, unit.kernel),
    ...batchNormSpecs(unit.norm, unit.out, unit === branch.at(-1) ? 0 : 1),
  ]);
}

/**
 * relu(shortcut(x) + branch(x)).
 *
 * @param x `[batch, height, width, input]`
 * @param keep stochastic depth, `[batch]`, 0 or 1/(1-p); absent = every image's branch counts, and the sum costs nothing extra
 * @returns `[batch, height / stride, width / stride, output]`
 */
export function residualBlock(
  x: tf.Tensor4D,
  p: Parameters,
  block: ResidualBlock,
  mode: Pick<BatchNormOptions, 'statistics' | 'remember'>,
  keep?: tf.Tensor,
): tf.Tensor4D {
  const run = (unit: Unit, input: tf.Tensor4D, relu: boolean, shortcut?: tf.Tensor4D) => {
    const convolved = convolution(input, p.get(`${unit.convolution}.weight`), unit.stride);
    return batchNorm(convolved, p, unit.norm, { ...mode, relu, shortcut });
  };
  const shortcut = block.hasDownsample ? run(downsampleOf(block), x, false) : x;
  const units = branchOf(block);
  const last = units.at(-1)!;
  const inner = units.slice(0, -1).reduce((y, unit) => run(unit, y, true), x);
  if (!keep) return run(last, inner, true, shortcut);
  return tf.relu(tf.add(shortcut, dropPath(run(last, inner, false), keep))) as tf.Tensor4D;
}

/** Values that the convolutions of a block make of one image, whose grid has `after` pixels after the block. */
export function featureMapsOf(block: ResidualBlock, after: number): number {
  let pixels = after * block.stride ** 2;
  const branch = branchOf(block).reduce((sum, { out, stride }) => {
    pixels /= stride ** 2;
    return sum + out * pixels;
  }, 0);
  return block.hasDownsample ? branch + block.output * after : branch;
}

/** The units that the branch runs one after the other. All but the last have a ReLU after them. */
export function branchOf({ prefix, kind, input, inner, output, stride }: ResidualBlock): Unit[] {
  const unit = (i: number, out: number, from: number, kernel: number, step: 1 | 2 = 1): Unit => ({
    convolution: `${prefix}.conv${i}`,
    norm: `${prefix}.bn${i}`,
    out,
    input: from,
    kernel,
    stride: step,
  });
  if (kind === 'basic') return [unit(1, inner, input, 3, stride), unit(2, output, inner, 3)];
  return [unit(1, inner, input, 1), unit(2, inner, inner, 3, stride), unit(3, output, inner, 1)];
}

/** The unit on the way around, of a block that has one. */
export function downsampleOf({ prefix, input, output, stride }: ResidualBlock): Unit {
  const name = `${prefix}.downsample`;
  return { convolution: `${name}.0`, norm: `${name}.1`, out: output, input, kernel: 1, stride };
}
