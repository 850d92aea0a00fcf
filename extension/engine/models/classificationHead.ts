import * as tf from '@tensorflow/tfjs-core';
import type { HeadLayers } from '../config/encoders/family.js';
import type { Encoder } from './encoder.js';
import { constant } from './initialisers.js';
import { layerNorm } from './layerNorm.js';
import { linear } from './linear.js';
import type { Initialiser, Parameters, StateSpec } from './parameters.js';

/** From an encoder's features to logits. */
export interface ClassificationHead {
  /** Its tensors in the official order. */
  readonly state: readonly StateSpec[];
  /**
   * @param rows the encoder's features, `[batch * tokens, width]`
   * @returns `[batch, classes]`
   */
  logits(rows: tf.Tensor, batch: number, p: Parameters): tf.Tensor;
}

/** The layers of a head, and how weight and bias of its linear layer start. */
export interface HeadShape extends HeadLayers {
  init: { weight: Initialiser; bias: Initialiser };
}

/** The head that a classifier has on this encoder. */
export function classificationHead(encoder: Encoder, classes: number): ClassificationHead {
  const { width, head: shape } = encoder;
  const { init } = shape;
  const state = [
    ...(shape.norm
      ? [
          { name: `${shape.norm}.weight`, shape: [width], init: constant(1) },
          { name: `${shape.norm}.bias`, shape: [width], init: constant(0) },
        ]
      : []),
    { name: `${shape.linear}.weight`, shape: [classes, width], init: init.weight },
    { name: `${shape.linear}.bias`, shape: [classes], init: init.bias },
  ];
  return { state, logits };

  function logits(rows: tf.Tensor, batch: number, p: Parameters): tf.Tensor {
    const pooled = pool(tf.reshape(rows, [batch, -1, width]));
    const normed = shape.norm ? layerNorm(pooled, p.get(`${shape.norm}.weight`), p.get(`${shape.norm}.bias`)) : pooled;
    return linear(normed, p.get(`${shape.linear}.weight`), p.get(`${shape.linear}.bias`));
  }

  /** `[batch, tokens, width]` to `[batch, width]`. */
  function pool(tokens: tf.Tensor): tf.Tensor {
    if (shape.pooling === 'class token') return tf.squeeze(tf.slice(tokens, [0, 0, 0], [-1, 1, -1]), [1]);
    return tf.mean(encoder.classToken ? tf.slice(tokens, [0, 1, 0], [-1, -1, -1]) : tokens, 1);
  }
}
