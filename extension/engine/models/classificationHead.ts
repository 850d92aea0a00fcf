import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../config/schema.js';
import type { Encoder } from './encoder.js';
import { constant, truncatedNormal, uniformFanIn } from './initialisers.js';
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

/** How the features of an image become one, and what that one goes through. */
export interface HeadShape {
  /** The class token, or the mean of all features but it. */
  pooling: 'class token' | 'mean';
  /** A LayerNorm of that, with this name. */
  norm?: string;
  /** The name of the linear layer. */
  linear: string;
}

/** The head of each family as the official code has it; ResNet's, which it lacks, is torchvision's (fact sheet 1.9, 1.10). */
export function headShape({ MODEL }: Config): HeadShape {
  switch (MODEL.TYPE) {
    case 'vit':
      return MODEL.VIT.USE_MEAN_POOLING
        ? { pooling: 'mean', norm: 'fc_norm', linear: 'head' }
        : { pooling: 'class token', linear: 'head' };
    case 'resnet':
      return { pooling: 'mean', linear: 'fc' };
    case 'swin':
      return { pooling: 'mean', linear: 'head' };
  }
}

/** Initial weight and bias of the linear layer: the vision transformer's starts near zero (fact sheet 1.9). */
function linearInit(type: Config['MODEL']['TYPE'], width: number): { weight: Initialiser; bias: Initialiser } {
  switch (type) {
    case 'vit':
      return { weight: truncatedNormal(0.02, 2 / 0.02, 1000), bias: constant(0) };
    case 'resnet':
      return { weight: uniformFanIn(width), bias: uniformFanIn(width) };
    case 'swin':
      return { weight: truncatedNormal(0.02, 2 / 0.02), bias: constant(0) };
  }
}

/** The head that a config's classifier has on this encoder. */
export function classificationHead(config: Config, encoder: Encoder, classes: number): ClassificationHead {
  const shape = headShape(config);
  const { width } = encoder;
  const init = linearInit(config.MODEL.TYPE, width);
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
