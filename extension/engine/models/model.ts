import type * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../config/schema.js';
import { type DecoderShape, decode, decoderSpecs } from './decoder.js';
import type { Encoder, Pass } from './encoder.js';
import { Parameters } from './parameters.js';
import { createEncoder } from './registry.js';

/** A network that predicts clean images from corrupted ones. */
export interface PretrainModel {
  /** For people: 'ViT 12 x 384, patch 16'. */
  readonly name: string;
  readonly imageSize: number;
  readonly encoder: Encoder;
  readonly parameters: Parameters;
  /**
   * @param images `[batch, 3, H, W]`, normalised
   * @returns the encoder's features, `[batch * tokens, width]` (see `Encoder.encode`)
   */
  encode(images: tf.Tensor, pass?: Pass): tf.Tensor;
  /**
   * @param images `[batch, 3, H, W]`, corrupted and normalised
   * @returns like `images`: the prediction of the clean, normalised images
   */
  predict(images: tf.Tensor, pass?: Pass): tf.Tensor;
}

/** The model that a config describes, its parameters not yet set. Throws UserError for what it cannot be built with. */
export function createModel(config: Config): PretrainModel {
  const encoder = createEncoder(config, 'pretraining');
  const decoder = decoderShape(config, encoder);
  const parameters = new Parameters([...encoder.state, ...decoderSpecs(decoder)]);
  const encode = (images: tf.Tensor, pass: Pass = {}) => encoder.encode(images, parameters, pass);
  return {
    name: encoder.name,
    imageSize: encoder.imageSize,
    encoder,
    parameters,
    encode,
    predict: (images, pass) => decode(encode(images, pass), images.shape[0]!, parameters, decoder),
  };
}

/** The transformer decoder, with MODEL.VIT's settings, is for the vision transformer alone (fact sheet 1.8). */
function decoderShape({ MODEL: { TYPE, VIT: vit } }: Config, encoder: Encoder): DecoderShape {
  const d = vit.DECODER;
  return {
    grid: encoder.grid,
    patchSize: encoder.imageSize / encoder.grid,
    channels: encoder.channels,
    encoderWidth: encoder.width,
    classToken: encoder.classToken,
    transformer:
      TYPE !== 'vit' || d.DEPTH === 0
        ? undefined
        : {
            width: d.EMBED_DIM,
            depth: d.DEPTH,
            heads: d.NUM_HEADS,
            mlpRatio: vit.MLP_RATIO,
            qkvBias: vit.QKV_BIAS,
            truncation: 1,
            layerScale: vit.INIT_VALUES,
            positions: vit.USE_FPE ? 'sin-cos' : 'learned',
          },
  };
}
