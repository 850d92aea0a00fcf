import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../../errors.js';
import { cells, type Grid } from '../../input/grid.js';
import type { Encoder, Layer } from '../encoder.js';
import type { Parameters, StateSpec } from '../parameters.js';
import type { SegmentationHead } from './head.js';
import { classLogits, classSpecs, norm, normSpecs, unit, unitSpecs } from './layers.js';
import { averagePool, resizeBilinear } from './resample.js';
import { rescale, rescaleSpecs, scales } from './rescale.js';

export interface UpernetOptions {
  /** Channels of its layers. */
  width: number;
  /** Blocks whose features it takes, counted from 1; empty = the usual ones. */
  taps: readonly number[];
}

/** Cells a side of the pooled maps of the coarsest level. */
export const pools = [1, 2, 3, 6] as const;
const HEAD = 'decode_head';

/**
 * UPerNet (Xiao et al. 2018, section 3.2): levels from fine to coarse, the coarsest with means over 1, 2, 3 and 6 cells a side,
 * added downwards, smoothed, and fused at the size of the finest. An encoder whose features all have one size gets its levels by
 * rescaling four of its layers (as BEiT does, Bao et al. 2021, section 3.2).
 *
 * @throws UserError for taps that the encoder does not have
 */
export function upernetHead(encoder: Encoder, classes: number, { width, taps }: UpernetOptions): SegmentationHead {
  const layers = tapped(encoder, taps);
  const levels = layers.map(index => encoder.layers[index]!);
  const isFlat = levels.every(({ grid }) => grid.join() === levels[0]!.grid.join());
  const last = levels.length - 1;
  const state: StateSpec[] = [
    ...levels.slice(0, last).flatMap((level, i) => normSpecs(`${HEAD}.norms.${i}`, level.width)),
    ...(isFlat ? levels.flatMap((level, i) => rescaleSpecs(`${HEAD}.rescale.${i}`, level.width, scales[i]!)) : []),
    ...pools.flatMap((_, i) => unitSpecs(`${HEAD}.psp_modules.${i}.1`, width, levels[last]!.width, 1)),
    ...unitSpecs(`${HEAD}.bottleneck`, width, levels[last]!.width + pools.length * width, 3),
    ...levels.slice(0, last).flatMap((level, i) => unitSpecs(`${HEAD}.lateral_convs.${i}`, width, level.width, 1)),
    ...levels.slice(0, last).flatMap((_, i) => unitSpecs(`${HEAD}.fpn_convs.${i}`, width, width, 3)),
    ...unitSpecs(`${HEAD}.fpn_bottleneck`, width, levels.length * width, 3),
    ...classSpecs(`${HEAD}.conv_seg`, classes, width),
  ];
  // What one pixel of a level passes: its norm, where it is rescaled, lateral and smoothing units, and the fusion.
  const featureMaps = levels.map((level, i) => {
    const pixels = isFlat ? cells(level.grid) * scales[i]! ** 2 : cells(level.grid);
    return pixels * ((isFlat ? 2 : 1) * level.width + 4 * width);
  });
  const finest = isFlat ? cells(levels[0]!.grid) * scales[0] ** 2 : cells(levels[0]!.grid);
  const fused = finest * ((levels.length + 2) * width + classes);
  return { kind: 'upernet', layers, state, featureMaps: [...featureMaps, fused], logits };

  function logits(features: readonly tf.Tensor4D[], p: Parameters): tf.Tensor4D {
    // What comes from the middle of an encoder has no norm yet.
    const normed = features.map((x, i) => (i < last ? norm(x, p, `${HEAD}.norms.${i}`) : x));
    const sized = isFlat ? normed.map((x, i) => rescale(x, p, `${HEAD}.rescale.${i}`, scales[i]!)) : normed;
    const maps = sized.map((x, i) => (i < last ? unit(x, p, `${HEAD}.lateral_convs.${i}`) : pooled(x, p)));
    for (let i = last; i > 0; i--) maps[i - 1] = tf.add(maps[i - 1]!, resizeBilinear(maps[i]!, gridOf(maps[i - 1]!)));
    const smooth = maps.map((x, i) => (i < last ? unit(x, p, `${HEAD}.fpn_convs.${i}`) : x));
    const fused = tf.concat(
      smooth.map(x => resizeBilinear(x, gridOf(smooth[0]!))),
      3,
    );
    return classLogits(unit(fused, p, `${HEAD}.fpn_bottleneck`), p, `${HEAD}.conv_seg`);
  }

  /** The coarsest level with what its surroundings hold. */
  function pooled(x: tf.Tensor4D, p: Parameters): tf.Tensor4D {
    const around = pools.map((side, i) => {
      const means = unit(averagePool(x, [side, side]), p, `${HEAD}.psp_modules.${i}.1`);
      return resizeBilinear(means, gridOf(x));
    });
    return unit(tf.concat([x, ...around], 3), p, `${HEAD}.bottleneck`);
  }
}

/** The layers that are tapped, as indices. */
function tapped({ layers, name }: Encoder, taps: readonly number[]): number[] {
  if (taps.length > 0) {
    if (taps.at(-1) === layers.length) return taps.map(tap => tap - 1);
    throw new UserError(
      `SEGMENTATION.TAPS ends with block ${taps.at(-1)}, and the last block of ${name} is ${layers.length}: end with that one.`,
    );
  }
  const ends = layers.flatMap((layer, i) => (isLastOfItsGrid(layer, layers[i + 1]) ? [i] : []));
  if (ends.length > 1) return ends;
  if (layers.length < scales.length) {
    throw new UserError(
      `SEGMENTATION.HEAD 'upernet' takes the features of ${scales.length} blocks, and ${name} has ${layers.length}: set it to linear.`,
    );
  }
  // Of 12 blocks these are 4, 6, 8 and 12.
  const at = (share: number) => Math.ceil(layers.length * share);
  return [...new Set([at(1 / 3), at(1 / 2), at(2 / 3), layers.length])].map(tap => tap - 1);
}

function isLastOfItsGrid({ grid }: Layer, next: Layer | undefined): boolean {
  return !next || cells(next.grid) !== cells(grid);
}

function gridOf({ shape: [, rows, columns] }: tf.Tensor4D): Grid {
  return [rows, columns];
}
