import * as tf from '@tensorflow/tfjs-core';
import type { Pass } from '../encoder.js';
import type { Parameters, StateSpec } from '../parameters.js';
import { recomputed } from '../recompute.js';
import { batchNorm, batchNormSpecs } from './batchNorm.js';
import { type BlockKind, blockSpecs, type ResidualBlock, residualBlock } from './block.js';
import { convolution, convolutionSpec } from './convolution.js';

export interface ResnetShape {
  /** Channels of the images. */
  channels: number;
  /** Channels after the stem; each stage has twice as many as the one before. */
  width: number;
  /** Blocks of each stage. */
  layers: readonly number[];
  kind: BlockKind;
  /** Recompute the blocks in the backward pass instead of keeping their activations. */
  recompute: boolean;
}

/** All blocks, stage by stage. */
export function blocksOf({ width, layers, kind }: ResnetShape): ResidualBlock[] {
  let input = width;
  return layers.flatMap((count, stage) =>
    Array.from({ length: count }, (_, i): ResidualBlock => {
      const inner = width * 2 ** stage;
      const output = kind === 'bottleneck' ? 4 * inner : inner;
      const stride = stage > 0 && i === 0 ? 2 : 1;
      const prefix = `encoder.layer${stage + 1}.${i}`;
      const block = { prefix, kind, input, inner, output, stride, hasDownsample: stride === 2 || input !== output };
      input = output;
      return block as ResidualBlock;
    }),
  );
}

/** State of the encoder in the official order (fact sheet 1.15). */
export function resnetSpecs(shape: ResnetShape): StateSpec[] {
  return [
    convolutionSpec('encoder.conv1.weight', shape.width, shape.channels, 7),
    ...batchNormSpecs('encoder.bn1', shape.width, 1),
    ...blocksOf(shape).flatMap(blockSpecs),
  ];
}

/**
 * The residual network v1.5 of torchvision and timm, without pooling and classifier at its end (fact sheet 1.10).
 *
 * @param images `[batch, channels, H, W]`, normalised; sides are multiples of 32
 * @returns `[batch * H/32 * W/32, width]`
 */
export function resnet(images: tf.Tensor, p: Parameters, shape: ResnetShape, pass: Pass): tf.Tensor {
  const { training, keep, taps } = pass;
  const statistics = training ? 'batch' : 'running';
  const pixels = tf.transpose(images, [0, 2, 3, 1]) as tf.Tensor4D;
  const stem = convolution(pixels, p.get('encoder.conv1.weight'), 2);
  const normed = batchNorm(stem, p, 'encoder.bn1', { statistics, remember: training === true, relu: true });
  let x = maxPool(normed);
  for (const [i, block] of blocksOf(shape).entries()) {
    let remember = training === true;
    const run = (input: tf.Tensor) => {
      const branch = keep && (tf.gather(keep, i) as tf.Tensor);
      const y = residualBlock(input as tf.Tensor4D, p, block, { statistics, remember }, branch);
      // Once a step, not again when the block is recomputed.
      remember = false;
      return y;
    };
    x = (shape.recompute && training ? recomputed(run, [x], p.below(block.prefix)) : run(x)) as tf.Tensor4D;
    if (taps) x = tf.reshape(taps.pass(tf.reshape(x, [-1, block.output])), x.shape);
  }
  return tf.reshape(x, [-1, x.shape[3]]);
}

/**
 * The maximum of every 3 x 3 pixels, at every second pixel; beyond the border there is nothing (PyTorch's padding 1).
 *
 * @param x `[batch, height, width, channels]`, even sides
 * @returns `[batch, height / 2, width / 2, channels]`
 */
export function maxPool(x: tf.Tensor4D): tf.Tensor4D {
  // Lower than any value; a true infinity is none the better and turns into NaN where it meets a zero.
  const padded = tf.pad(
    x,
    [
      [0, 0],
      [1, 0],
      [1, 0],
      [0, 0],
    ],
    -3e38,
  );
  return tf.maxPool(padded, 3, 2, 'valid');
}
