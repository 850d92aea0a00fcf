import * as tf from '@tensorflow/tfjs-core';
import { cells, type Grid, gridOver } from '../input/grid.js';
import type { InputSpec } from '../input/input.js';
import { type BlockShape, block, blockSpecs } from './block.js';
import { branchesOf } from './dropPath.js';
import { constant, truncatedNormal } from './initialisers.js';
import { layerNorm } from './layerNorm.js';
import { linear } from './linear.js';
import type { Parameters, StateSpec } from './parameters.js';
import { toPatches } from './patches.js';
import { recomputed } from './recompute.js';
import { relativePositionBias, relativePositionIndex, relativePositionSpecs } from './relativePosition.js';
import { sinCosPositions } from './sinCos.js';
import type { Taps } from './taps.js';

export interface VitShape extends BlockShape {
  input: InputSpec;
  patchSize: number;
  depth: number;
  /** Position embedding added to the tokens. */
  positions: 'learned' | 'sin-cos' | 'none';
  /** One relative position table for all blocks. */
  sharedPositions: boolean;
  /** Whether a LayerNorm follows the last block. */
  finalNorm: boolean;
  /** Recompute the blocks in the backward pass instead of keeping their activations. */
  recompute: boolean;
}

/** Its patches. */
export function gridOf({ input, patchSize }: VitShape): Grid {
  return gridOver(input.size, patchSize);
}

/** State of the encoder, in model order (fact sheet 1.15). */
export function vitSpecs(shape: VitShape): StateSpec[] {
  const { input, width, patchSize, depth, truncation } = shape;
  const grid = gridOf(shape);
  const normal = truncatedNormal(0.02, truncation);
  return [
    { name: 'encoder.cls_token', shape: [1, 1, width], init: normal, noDecay: true },
    ...(shape.positions === 'learned'
      ? [{ name: 'encoder.pos_embed', shape: [1, cells(grid) + 1, width], init: normal, noDecay: true }]
      : []),
    { name: 'encoder.patch_embed.proj.weight', shape: [width, input.channels, patchSize, patchSize], init: normal },
    { name: 'encoder.patch_embed.proj.bias', shape: [width], init: constant(0) },
    ...(shape.sharedPositions ? relativePositionSpecs('encoder.rel_pos_bias', grid, shape.heads) : []),
    ...Array.from({ length: depth }, (_, i) => blockSpecs(`encoder.blocks.${i}`, shape, i + 1)).flat(),
    ...(shape.finalNorm
      ? [
          { name: 'encoder.norm.weight', shape: [width], init: constant(1) },
          { name: 'encoder.norm.bias', shape: [width], init: constant(0) },
        ]
      : []),
  ];
}

/**
 * The vision transformer: patches to tokens, class token, positions, blocks, and mostly a final norm.
 *
 * @param images `[batch, channels, H, W]`, normalised
 * @param keep stochastic depth, `[2 * depth, batch]`: rows 2i and 2i+1 belong to block i; absent = every branch counts
 * @param taps gets what the blocks compute; with attention nothing is recomputed, for there is no backward pass
 * @returns `[batch * tokens, width]`, the class token first within each image
 */
export function vit(images: tf.Tensor, p: Parameters, shape: VitShape, keep?: tf.Tensor, taps?: Taps): tf.Tensor {
  const { width, patchSize } = shape;
  const batch = images.shape[0]!;
  const grid = gridOf(shape);
  const weight = tf.reshape(p.get('encoder.patch_embed.proj.weight'), [width, -1]);
  const patches = linear(toPatches(images, patchSize), weight, p.get('encoder.patch_embed.proj.bias'));
  const classToken = tf.tile(p.get('encoder.cls_token'), [batch, 1, 1]);
  const tokens = tf.concat([classToken, tf.reshape(patches, [batch, cells(grid), width])], 1);
  const shared = shape.sharedPositions
    ? [relativePositionBias(p, 'encoder.rel_pos_bias', relativePositionIndex(grid))]
    : [];
  let x = tf.reshape(withPositions(tokens, p, shape), [-1, width]);
  for (let i = 0; i < shape.depth; i++) {
    const prefix = `encoder.blocks.${i}`;
    const attention = taps?.keepsAttention ? taps : undefined;
    const run = (rows: tf.Tensor, positionBias?: tf.Tensor) =>
      block(rows, p, prefix, shape, { batch, positionBias, keep: keep && branchesOf(keep, i), taps: attention });
    x = shape.recompute && !attention ? recomputed(run, [x, ...shared], p.below(prefix)) : run(x, ...shared);
    x = taps?.pass(x) ?? x;
  }
  return shape.finalNorm ? layerNorm(x, p.get('encoder.norm.weight'), p.get('encoder.norm.bias')) : x;
}

function withPositions(tokens: tf.Tensor, p: Parameters, shape: VitShape): tf.Tensor {
  if (shape.positions === 'none') return tokens;
  if (shape.positions === 'learned') return tf.add(tokens, p.get('encoder.pos_embed'));
  const grid = gridOf(shape);
  return tf.add(tokens, tf.tensor(sinCosPositions(grid, shape.width), [1, cells(grid) + 1, shape.width]));
}
