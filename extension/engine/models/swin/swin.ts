import * as tf from '@tensorflow/tfjs-core';
import { cells, type Grid } from '../../input/grid.js';
import { branchesOf } from '../dropPath.js';
import type { Pass } from '../encoder.js';
import { normalWeights, uniformFanIn } from '../initialisers.js';
import { linear } from '../linear.js';
import type { Parameters, StateSpec } from '../parameters.js';
import { toPatches } from '../patches.js';
import { recomputed } from '../recompute.js';
import { type SwinBlockShape, swinBlock, swinBlockSpecs } from './block.js';
import { norm, normSpecs } from './norm.js';

export interface SwinShape {
  patchSize: number;
  /** Channels of the images. */
  channels: number;
  /** LayerNorm after the patch embedding. */
  patchNorm: boolean;
  /** Learnable absolute position embedding. */
  positions: boolean;
  /** The blocks of each stage; grid and width are those of the stage. */
  stages: SwinBlockShape[][];
  /** Recompute the blocks in the backward pass instead of keeping their activations. */
  recompute: boolean;
}

/** State of the encoder, in the official order (fact sheet 1.15). */
export function swinSpecs(shape: SwinShape): StateSpec[] {
  const { patchSize, channels, stages } = shape;
  const { grid, width } = stages[0]![0]!;
  const pixels = channels * patchSize ** 2;
  return [
    ...(shape.positions
      ? [
          {
            name: 'encoder.absolute_pos_embed',
            shape: [1, cells(grid), width],
            init: normalWeights,
            noDecay: true,
          },
        ]
      : []),
    {
      name: 'encoder.patch_embed.proj.weight',
      shape: [width, channels, patchSize, patchSize],
      init: uniformFanIn(pixels),
    },
    { name: 'encoder.patch_embed.proj.bias', shape: [width], init: uniformFanIn(pixels) },
    ...(shape.patchNorm ? normSpecs('encoder.patch_embed.norm', width) : []),
    ...stages.flatMap((blocks, i) => [
      ...blocks.flatMap((block, j) => swinBlockSpecs(`encoder.layers.${i}.blocks.${j}`, block)),
      ...(i < stages.length - 1 ? mergingSpecs(`encoder.layers.${i}.downsample`, blocks[0]!.width) : []),
    ]),
    ...normSpecs('encoder.norm', stages.at(-1)![0]!.width),
  ];
}

/**
 * The Swin transformer: patches to tokens, stages of blocks with attention in windows, half the grid and twice the width
 * from stage to stage, final norm (fact sheet 1.11).
 *
 * @param images `[batch, channels, H, W]`, normalised
 * @returns `[batch * rows * columns, width]` with grid and width of the last stage
 */
export function swin(images: tf.Tensor, p: Parameters, shape: SwinShape, { keep, taps }: Pass): tf.Tensor {
  let x = embedPatches(images, p, shape);
  let blocksBefore = 0;
  for (const [i, blocks] of shape.stages.entries()) {
    for (const [j, block] of blocks.entries()) {
      const prefix = `encoder.layers.${i}.blocks.${j}`;
      const attention = taps?.keepsAttention ? taps : undefined;
      const index = blocksBefore + j;
      const run = (rows: tf.Tensor) => swinBlock(rows, p, prefix, block, keep && branchesOf(keep, index), attention);
      x = shape.recompute && !attention ? recomputed(run, [x], p.below(prefix)) : run(x);
      x = taps?.pass(x) ?? x;
    }
    blocksBefore += blocks.length;
    if (i < shape.stages.length - 1) x = mergePatches(x, p, `encoder.layers.${i}.downsample`, blocks[0]!.grid);
  }
  return norm(x, p, 'encoder.norm');
}

function embedPatches(images: tf.Tensor, p: Parameters, shape: SwinShape): tf.Tensor {
  const { grid, width } = shape.stages[0]![0]!;
  const weight = tf.reshape(p.get('encoder.patch_embed.proj.weight'), [width, -1]);
  const embedded = linear(toPatches(images, shape.patchSize), weight, p.get('encoder.patch_embed.proj.bias'));
  const rows = shape.patchNorm ? norm(embedded, p, 'encoder.patch_embed.norm') : embedded;
  if (!shape.positions) return rows;
  const byImage = tf.reshape(rows, [-1, cells(grid), width]);
  return tf.reshape(tf.add(byImage, p.get('encoder.absolute_pos_embed')), [-1, width]);
}

/** State of `mergePatches`, in model order. */
function mergingSpecs(prefix: string, width: number): StateSpec[] {
  return [
    { name: `${prefix}.reduction.weight`, shape: [2 * width, 4 * width], init: normalWeights },
    ...normSpecs(`${prefix}.norm`, 4 * width),
  ];
}

/**
 * Between two stages: four neighbours become one token of twice the width. They are joined in the order (even row, even
 * column), (odd, even), (even, odd), (odd, odd) (fact sheet 1.11).
 *
 * @param x `[batch * rows * columns, width]`, both even
 * @returns `[batch * rows / 2 * columns / 2, 2 * width]`
 */
function mergePatches(x: tf.Tensor, p: Parameters, prefix: string, grid: Grid): tf.Tensor {
  const width = x.shape[1]!;
  const [down, across] = [grid[0] / 2, grid[1] / 2];
  const neighbours = tf.transpose(tf.reshape(x, [-1, down, 2, across, 2, width]), [0, 1, 3, 4, 2, 5]);
  const rows = norm(tf.reshape(neighbours, [-1, 4 * width]), p, `${prefix}.norm`);
  return tf.matMul(rows as tf.Tensor2D, p.get(`${prefix}.reduction.weight`) as tf.Tensor2D, false, true);
}
