import { vit as family } from '../../config/encoders/vit.js';
import type { Config } from '../../config/schema.js';
import { gridOver } from '../../input/grid.js';
import type { InputSpec } from '../../input/input.js';
import type { TransformerDecoder } from '../decoder.js';
import { dropPathRates } from '../dropPath.js';
import type { FamilyEncoder, Purpose } from '../encoder.js';
import { constant, truncatedNormal } from '../initialisers.js';
import { gridOf, type VitShape, vit, vitSpecs } from '../vit.js';

/** The vision transformer of `MODEL.VIT` (fact sheet 1.9). */
export function vitEncoder(config: Config, input: InputSpec, purpose: Purpose): FamilyEncoder {
  const shape = vitShape(config, input, purpose);
  const { depth, width, patchSize, heads } = shape;
  const grid = gridOf(shape);
  const rate = config.MODEL.DROP_PATH_RATE;
  return {
    name: `ViT ${depth} x ${width}, patch ${patchSize}`,
    input,
    grid,
    width,
    classToken: true,
    state: vitSpecs(shape),
    layers: Array.from({ length: depth }, (_, i) => ({ name: `blocks.${i}`, grid, width, attention: { heads } })),
    dropRates: rate > 0 ? dropPathRates(rate, depth).flatMap(r => [r, r]) : [],
    decoder: decoderOf(config),
    head: { ...family.head(config), init: { weight: truncatedNormal(0.02, 2 / 0.02, 1000), bias: constant(0) } },
    encode: (images, parameters, { keep, taps }) => vit(images, parameters, shape, keep, taps),
  };
}

/** Sizes and options of the vision transformer of a config. */
export function vitShape(config: Config, input: InputSpec, purpose: Purpose): VitShape {
  const v = config.MODEL.VIT;
  return {
    input,
    patchSize: v.PATCH_SIZE,
    width: v.EMBED_DIM,
    depth: v.DEPTH,
    heads: v.NUM_HEADS,
    mlpRatio: v.MLP_RATIO,
    qkvBias: v.QKV_BIAS,
    // Fine-tuning truncates at the absolute value 2 (fact sheet 1.9).
    truncation: purpose === 'classification' ? 2 / 0.02 : 1,
    layerScale: v.INIT_VALUES,
    positions: v.USE_APE ? 'learned' : v.USE_FPE ? 'sin-cos' : 'none',
    sharedPositions: v.USE_SHARED_RPB,
    finalNorm: purpose !== 'classification' || !v.USE_MEAN_POOLING,
    recompute: config.TRAIN.USE_CHECKPOINT,
    ownPositions: v.USE_RPB ? gridOver(input.size, v.PATCH_SIZE) : undefined,
  };
}

/** The transformer decoder, with the encoder's settings, is for the vision transformer alone (fact sheet 1.8). */
function decoderOf({ MODEL: { VIT: vit } }: Config): TransformerDecoder | undefined {
  const d = vit.DECODER;
  if (d.DEPTH === 0) return undefined;
  return {
    width: d.EMBED_DIM,
    depth: d.DEPTH,
    heads: d.NUM_HEADS,
    mlpRatio: vit.MLP_RATIO,
    qkvBias: vit.QKV_BIAS,
    truncation: 1,
    layerScale: vit.INIT_VALUES,
    positions: vit.USE_FPE ? 'sin-cos' : 'learned',
  };
}
