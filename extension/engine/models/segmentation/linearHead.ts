import { cells } from '../../input/grid.js';
import type { Encoder } from '../encoder.js';
import type { SegmentationHead } from './head.js';
import { classLogits, classSpecs } from './layers.js';

const NAME = 'decode_head.conv_seg';

/** One linear layer on every feature of the encoder: what is measured is the encoder. */
export function linearHead({ layers, width, grid }: Encoder, classes: number): SegmentationHead {
  return {
    kind: 'linear',
    layers: [layers.length - 1],
    state: classSpecs(NAME, classes, width),
    featureMaps: [cells(grid) * classes],
    logits: ([features], p) => classLogits(features!, p, NAME),
  };
}
