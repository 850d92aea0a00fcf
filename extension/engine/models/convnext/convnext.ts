import * as tf from '@tensorflow/tfjs-core';
import { type Grid, gridOver } from '../../input/grid.js';
import type { InputSpec } from '../../input/input.js';
import type { Pass } from '../encoder.js';
import { constant, normalWeights } from '../initialisers.js';
import { layerNorm } from '../layerNorm.js';
import { linear } from '../linear.js';
import type { Parameters, StateSpec } from '../parameters.js';
import { toPatches } from '../patches.js';
import { recomputed } from '../recompute.js';
import { convnextBlock, convnextBlockSpecs } from './block.js';

/** Pixels a side that the stem makes one feature of. */
export const STEM = 4;

export interface ConvnextShape extends Pick<InputSpec, 'channels' | 'size'> {
  /** Blocks and width of each stage. */
  depths: readonly number[];
  widths: readonly number[];
  /** Initial layer scale; null = the blocks have none. */
  layerScale: number | null;
  /** Recompute the blocks in the backward pass instead of keeping their activations. */
  recompute: boolean;
}

/** State of the encoder, named and ordered as timm's: the stages of ours are those of the paper with other names. */
export function convnextSpecs({ channels, depths, widths, layerScale }: ConvnextShape): StateSpec[] {
  return [
    ...convolutionSpecs('encoder.stem.0', widths[0]!, channels, STEM),
    ...normSpecs('encoder.stem.1', widths[0]!),
    ...depths.flatMap((depth, i) => {
      const [name, width] = [`encoder.stages.${i}`, widths[i]!];
      const before = widths[i - 1];
      return [
        ...(before === undefined
          ? []
          : [
              ...normSpecs(`${name}.downsample.0`, before),
              ...convolutionSpecs(`${name}.downsample.1`, width, before, 2),
            ]),
        ...Array.from({ length: depth }, (_, j) => convnextBlockSpecs(`${name}.blocks.${j}`, width, layerScale)).flat(),
      ];
    }),
  ];
}

/**
 * ConvNeXt without pooling, norm and classifier at its end (Liu et al. 2022, section 2): patches of 4 x 4 pixels, stages of
 * blocks, and between them a norm and a convolution that makes one feature of 2 x 2.
 *
 * @param images `[batch, channels, H, W]`, normalised
 * @returns `[batch * rows * columns, width]` with grid and width of the last stage
 */
export function convnext(images: tf.Tensor, p: Parameters, shape: ConvnextShape, { keep, taps }: Pass): tf.Tensor {
  let grid = gridOver(shape.size, STEM);
  const filter = p.get('encoder.stem.0.weight');
  const embedded = linear(
    toPatches(images, STEM),
    tf.reshape(filter, [filter.shape[0]!, -1]),
    p.get('encoder.stem.0.bias'),
  );
  let x = norm(embedded, p, 'encoder.stem.1');
  let blocksBefore = 0;
  for (const [i, depth] of shape.depths.entries()) {
    const name = `encoder.stages.${i}`;
    if (i > 0) {
      x = halved(norm(x, p, `${name}.downsample.0`), p, `${name}.downsample.1`, grid);
      grid = [grid[0] / 2, grid[1] / 2];
    }
    const place = { grid, hasScale: shape.layerScale !== null };
    for (let j = 0; j < depth; j++) {
      const prefix = `${name}.blocks.${j}`;
      const index = blocksBefore + j;
      const run = (rows: tf.Tensor) => convnextBlock(rows, p, prefix, place, keep && tf.gather(keep, index));
      x = shape.recompute && !taps?.keepsAttention ? recomputed(run, [x], p.below(prefix)) : run(x);
      x = taps?.pass(x) ?? x;
    }
    blocksBefore += depth;
  }
  return x;
}

/** A 2 x 2 convolution with a stride of 2: a linear layer on four neighbours. `[batch * rows * columns, width]` in and out. */
function halved(x: tf.Tensor, p: Parameters, name: string, [rows, columns]: Grid): tf.Tensor {
  const width = x.shape[1]!;
  const neighbours = tf.transpose(tf.reshape(x, [-1, rows / 2, 2, columns / 2, 2, width]), [0, 1, 3, 2, 4, 5]);
  const filter = p.get(`${name}.weight`); // [out, in, 2, 2]
  const weight = tf.reshape(tf.transpose(filter, [0, 2, 3, 1]), [filter.shape[0]!, -1]);
  return linear(tf.reshape(neighbours, [-1, 4 * width]), weight, p.get(`${name}.bias`));
}

function norm(x: tf.Tensor, p: Parameters, name: string): tf.Tensor {
  return layerNorm(x, p.get(`${name}.weight`), p.get(`${name}.bias`));
}

function normSpecs(name: string, width: number): StateSpec[] {
  return [
    { name: `${name}.weight`, shape: [width], init: constant(1) },
    { name: `${name}.bias`, shape: [width], init: constant(0) },
  ];
}

function convolutionSpecs(name: string, out: number, input: number, kernel: number): StateSpec[] {
  return [
    { name: `${name}.weight`, shape: [out, input, kernel, kernel], init: normalWeights },
    { name: `${name}.bias`, shape: [out], init: constant(0) },
  ];
}
