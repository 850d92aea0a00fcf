import type * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../config/schema.js';
import type { Grid } from '../input/grid.js';
import type { InputSpec } from '../input/input.js';
import type { HeadShape } from './classificationHead.js';
import type { TransformerDecoder } from './decoder.js';
import type { Parameters, StateSpec } from './parameters.js';
import type { Taps } from './taps.js';

/**
 * What is learned in pre-training: images to a grid of features. A family of encoders is a file in `encoders/` that
 * makes this of a config, and a line in `registry.ts`. All else (decoder, loss, checkpoints, memory estimate, attention and
 * feature views) works on this interface.
 */
export interface Encoder {
  /** For people: 'ViT 12 x 384, patch 16'. */
  readonly name: string;
  /** The images that it takes; the decoder makes one feature into size / grid pixels a side. */
  readonly input: InputSpec;
  /** The grid of features, and numbers in a feature. */
  readonly grid: Grid;
  readonly width: number;
  /** The mixed precision that its config asks for (AMP_OPT_LEVEL). */
  readonly amp: Config['AMP_OPT_LEVEL'];
  /** Whether a class token comes before the features of each image. */
  readonly classToken: boolean;
  /** Its tensors in the official order; names start with 'encoder.'. */
  readonly state: readonly StateSpec[];
  /** What taps get something from, in this order. */
  readonly layers: readonly Layer[];
  /**
   * Values that the convolutions of each block, the stem first, make of one image: what training must remember. Absent
   * for transformers, whose layers say it.
   */
  readonly featureMaps?: readonly number[];
  /** Probability that a branch is dropped during training, one per row of `Pass.keep`; empty = none ever is. */
  readonly dropRates: readonly number[];
  /** The transformer that predicts pixels from its features; absent = the light head, one 1x1 convolution. */
  readonly decoder?: TransformerDecoder;
  /** How classes are told from its features. */
  readonly head: HeadShape;
  /**
   * @param images `[batch, channels, height, width]` as `input` says, normalised
   * @returns `[batch * (rows * columns + 1 if classToken), width]`: the features row by row, the class token first within each image
   */
  encode(images: tf.Tensor, parameters: Parameters, pass: Pass): tf.Tensor;
}

/** What a family makes of a config: all but what is the same in every family. */
export type FamilyEncoder = Omit<Encoder, 'amp'>;

/**
 * What an encoder is built for. The official vision transformer that is fine-tuned starts from other values than the one
 * that is pre-trained, and has no final norm when its head takes the mean of the tokens (fact sheet 1.9). For segmentation it is
 * the one that is pre-trained, with branches that are dropped.
 */
export type Purpose = 'pretraining' | 'classification' | 'segmentation';

/** How a network is run; nothing in it = as it is, for looking and evaluation. */
export interface Pass {
  /** Training: batch norm uses the statistics of the batch, and remembers them. */
  training?: boolean;
  /** Stochastic depth: what each branch counts for each image, `[dropRates.length, batch]`, 0 or 1/(1-p). */
  keep?: tf.Tensor;
  /** Gets what the layers compute. */
  taps?: Taps;
}

/** A block of an encoder whose results can be looked at. */
export interface Layer {
  /** As in the names of its parameters: 'blocks.3', 'layers.1.blocks.0', 'layer3.2'. */
  readonly name: string;
  /** The grid of its features, and numbers in a feature. */
  readonly grid: Grid;
  readonly width: number;
  /** Absent = the layer has no attention. */
  readonly attention?: {
    readonly heads: number;
    /** Absent = all tokens attend to all; else those of a window do, whose grid is rolled by `shift` first. */
    readonly window?: { readonly size: number; readonly shift: number };
  };
}
