import type * as tf from '@tensorflow/tfjs-core';
import type { Parameters, StateSpec } from '../parameters.js';

/** From an encoder's features to the classes of pixels. Names of its state start with 'decode_head.', as in MMSegmentation. */
export interface SegmentationHead {
  readonly kind: 'linear' | 'upernet';
  /** The layers of the encoder whose features it takes, as indices, in rising order. The last of them is what the encoder gives. */
  readonly layers: readonly number[];
  readonly state: readonly StateSpec[];
  /** Values that its layers make of one image: what training must remember. */
  readonly featureMaps: readonly number[];
  /**
   * @param features of each of `layers`, `[batch, rows, columns, width]`
   * @returns `[batch, rows, columns, classes]`, on a grid of the head's own
   */
  logits(features: readonly tf.Tensor4D[], p: Parameters): tf.Tensor4D;
}
