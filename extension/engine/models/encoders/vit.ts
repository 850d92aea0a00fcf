import type { Config } from '../../config/schema.js';
import { dropPathRates } from '../dropPath.js';
import type { Encoder, Purpose } from '../encoder.js';
import { gridOf, type VitShape, vit, vitSpecs } from '../vit.js';

/** The vision transformer of `MODEL.VIT` (fact sheet 1.9). */
export function vitEncoder(config: Config, purpose: Purpose): Encoder {
  const shape = vitShape(config, purpose);
  const { depth, width, patchSize, heads, imageSize, channels } = shape;
  const grid = gridOf(shape);
  const rate = config.MODEL.DROP_PATH_RATE;
  return {
    name: `ViT ${depth} x ${width}, patch ${patchSize}`,
    imageSize,
    channels,
    grid,
    width,
    classToken: true,
    state: vitSpecs(shape),
    layers: Array.from({ length: depth }, (_, i) => ({ name: `blocks.${i}`, grid, width, attention: { heads } })),
    dropRates: rate > 0 ? dropPathRates(rate, depth).flatMap(r => [r, r]) : [],
    encode: (images, parameters, { keep, taps }) => vit(images, parameters, shape, keep, taps),
  };
}

/** Sizes and options of the vision transformer of a config. */
export function vitShape(config: Config, purpose: Purpose): VitShape {
  const v = config.MODEL.VIT;
  return {
    imageSize: config.DATA.IMG_SIZE,
    patchSize: v.PATCH_SIZE,
    channels: v.IN_CHANS,
    width: v.EMBED_DIM,
    depth: v.DEPTH,
    heads: v.NUM_HEADS,
    mlpRatio: v.MLP_RATIO,
    qkvBias: v.QKV_BIAS,
    // Fine-tuning truncates at the absolute value 2 (fact sheet 1.9).
    truncation: purpose === 'pretraining' ? 1 : 2 / 0.02,
    layerScale: v.INIT_VALUES,
    positions: v.USE_APE ? 'learned' : v.USE_FPE ? 'sin-cos' : 'none',
    sharedPositions: v.USE_SHARED_RPB,
    finalNorm: purpose === 'pretraining' || !v.USE_MEAN_POOLING,
    recompute: config.TRAIN.USE_CHECKPOINT,
    ownPositions: v.USE_RPB ? config.DATA.IMG_SIZE / v.PATCH_SIZE : undefined,
  };
}
