import type * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../config/schema.js';
import { UserError } from '../errors.js';
import { type DecoderShape, decode, decoderSpecs } from './decoder.js';
import { Parameters } from './parameters.js';
import type { Taps } from './taps.js';
import { dropPathRates, gridOf, type VitShape, vit, vitSpecs } from './vit.js';

/** A network that predicts clean images from corrupted ones. */
export interface PretrainModel {
  /** For people: 'ViT 12 x 384, patch 16'. */
  readonly name: string;
  readonly imageSize: number;
  readonly encoder: VitShape;
  readonly parameters: Parameters;
  /** Probability that a branch is dropped during training, one per row of `keep`; empty = none ever is. */
  readonly dropRates: number[];
  /**
   * @param images `[batch, 3, H, W]`, normalised
   * @param taps gets what the encoder's blocks compute
   * @returns `[batch * tokens, width]`, the class token first within each image
   */
  encode(images: tf.Tensor, taps?: Taps): tf.Tensor;
  /**
   * @param images `[batch, 3, H, W]`, corrupted and normalised
   * @param keep stochastic depth, `[dropRates.length, batch]`, while training
   * @returns like `images`: the prediction of the clean, normalised images
   */
  predict(images: tf.Tensor, keep?: tf.Tensor): tf.Tensor;
}

/** The model that a config describes, its parameters not yet set. Throws for model types that cannot be pre-trained. */
export function createModel(config: Config): PretrainModel {
  if (config.MODEL.TYPE !== 'vit') {
    throw new UserError(`MODEL.TYPE is '${config.MODEL.TYPE}', which cannot be pre-trained yet; set it to vit.`);
  }
  const encoder = vitShape(config);
  const decoder = decoderShape(config);
  const parameters = new Parameters([...vitSpecs(encoder), ...decoderSpecs(decoder)]);
  const rate = config.MODEL.DROP_PATH_RATE;
  return {
    name: `ViT ${encoder.depth} x ${encoder.width}, patch ${encoder.patchSize}`,
    imageSize: encoder.imageSize,
    encoder,
    parameters,
    dropRates: rate > 0 ? dropPathRates(rate, encoder.depth).flatMap(r => [r, r]) : [],
    encode: (images, taps) => vit(images, parameters, encoder, undefined, taps),
    predict: (images, keep) => decode(vit(images, parameters, encoder, keep), images.shape[0]!, parameters, decoder),
  };
}

function vitShape(config: Config): VitShape {
  const v = config.MODEL.VIT;
  if (config.MODEL.DROP_RATE > 0) {
    throw new UserError('MODEL.DROP_RATE is not supported while pre-training; set it to 0.0 as the paper does.');
  }
  return {
    imageSize: config.DATA.IMG_SIZE,
    patchSize: v.PATCH_SIZE,
    channels: v.IN_CHANS,
    width: v.EMBED_DIM,
    depth: v.DEPTH,
    heads: v.NUM_HEADS,
    mlpRatio: v.MLP_RATIO,
    qkvBias: v.QKV_BIAS,
    layerScale: v.INIT_VALUES,
    positions: v.USE_APE ? 'learned' : v.USE_FPE ? 'sin-cos' : 'none',
    sharedPositions: v.USE_SHARED_RPB,
    recompute: config.TRAIN.USE_CHECKPOINT,
    ownPositions: v.USE_RPB ? config.DATA.IMG_SIZE / v.PATCH_SIZE : undefined,
  };
}

function decoderShape(config: Config): DecoderShape {
  const encoder = vitShape(config);
  const d = config.MODEL.VIT.DECODER;
  return {
    grid: gridOf(encoder),
    patchSize: encoder.patchSize,
    channels: encoder.channels,
    encoderWidth: encoder.width,
    transformer:
      d.DEPTH === 0
        ? undefined
        : {
            width: d.EMBED_DIM,
            depth: d.DEPTH,
            heads: d.NUM_HEADS,
            mlpRatio: encoder.mlpRatio,
            qkvBias: encoder.qkvBias,
            layerScale: encoder.layerScale,
            positions: config.MODEL.VIT.USE_FPE ? 'sin-cos' : 'learned',
          },
  };
}
