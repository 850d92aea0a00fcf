import type * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../config/schema.js';
import type { InputSpec } from '../input/input.js';
import { type DecoderShape, decode, decoderSpecs } from './decoder.js';
import type { Encoder, Pass } from './encoder.js';
import { Parameters } from './parameters.js';
import { createEncoder } from './registry.js';

/** A network that predicts clean images from corrupted ones. */
export interface PretrainModel {
  /** For people: 'ViT 12 x 384, patch 16'. */
  readonly name: string;
  readonly input: InputSpec;
  readonly encoder: Encoder;
  readonly parameters: Parameters;
  /**
   * @param images `[batch, channels, H, W]`, normalised
   * @returns the encoder's features, `[batch * tokens, width]` (see `Encoder.encode`)
   */
  encode(images: tf.Tensor, pass?: Pass): tf.Tensor;
  /**
   * @param images `[batch, channels, H, W]`, corrupted and normalised
   * @returns like `images`: the prediction of the clean, normalised images
   */
  predict(images: tf.Tensor, pass?: Pass): tf.Tensor;
}

/**
 * The model that a config describes, its parameters not yet set. Throws UserError for what it cannot be built with.
 *
 * @param input by default the config's
 */
export function createModel(config: Config, input?: InputSpec): PretrainModel {
  const encoder = createEncoder(config, 'pretraining', input);
  const decoder = decoderShape(encoder);
  const parameters = new Parameters([...encoder.state, ...decoderSpecs(decoder)]);
  const encode = (images: tf.Tensor, pass: Pass = {}) => encoder.encode(images, parameters, pass);
  return {
    name: encoder.name,
    input: encoder.input,
    encoder,
    parameters,
    encode,
    predict: (images, pass) => decode(encode(images, pass), images.shape[0]!, parameters, decoder),
  };
}

function decoderShape({ input, grid, width, classToken, decoder }: Encoder): DecoderShape {
  return {
    grid,
    patchSize: input.size[0] / grid[0],
    channels: input.channels,
    encoderWidth: width,
    classToken,
    transformer: decoder,
  };
}
