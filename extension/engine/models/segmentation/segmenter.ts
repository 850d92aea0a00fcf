import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../config/schema.js';
import { segmentationClasses } from '../../config/segmentation.js';
import { cells } from '../../input/grid.js';
import type { Encoder, Pass } from '../encoder.js';
import { Parameters } from '../parameters.js';
import { createEncoder } from '../registry.js';
import { Taps } from '../taps.js';
import type { SegmentationHead } from './head.js';
import { linearHead } from './linearHead.js';
import { resizeBilinear } from './resample.js';
import { upernetHead } from './upernetHead.js';

/** A network that tells the class of every pixel. */
export interface Segmenter {
  /** For people: 'ViT 12 x 384, patch 16'. */
  readonly name: string;
  readonly classes: number;
  readonly encoder: Encoder;
  readonly head: SegmentationHead;
  /** Everything: the encoder as pre-training names it, and the head. */
  readonly parameters: Parameters;
  /**
   * @param images `[batch, channels, height, width]`, normalised
   * @returns logits, `[batch, height, width, classes]`
   */
  segment(images: tf.Tensor, pass?: Pass): tf.Tensor4D;
}

/**
 * The segmenter that a config describes, its parameters not yet set.
 *
 * @throws UserError for settings that it cannot be built with
 */
export function createSegmenter(config: Config): Segmenter {
  const encoder = createEncoder(config, 'segmentation');
  const classes = segmentationClasses(config);
  const { HEAD: kind, HEAD_WIDTH: width, TAPS: taps } = config.SEGMENTATION;
  const head = kind === 'linear' ? linearHead(encoder, classes) : upernetHead(encoder, classes, { width, taps });
  const parameters = new Parameters([...encoder.state, ...head.state]);
  return {
    name: `${encoder.name}, ${kind === 'linear' ? 'linear head' : 'UPerNet'}`,
    classes,
    encoder,
    head,
    parameters,
    segment(images, pass = {}) {
      const features = featuresOf(images, { encoder, head, parameters }, pass);
      return resizeBilinear(head.logits(features, parameters), encoder.input.size);
    },
  };
}

interface Network {
  encoder: Encoder;
  head: SegmentationHead;
  parameters: Parameters;
}

/** The feature maps that the head takes. The last are the encoder's own result, after its final norm where it has one. */
function featuresOf(images: tf.Tensor, { encoder, head, parameters }: Network, pass: Pass): tf.Tensor4D[] {
  const taps = new Taps(false);
  const last = encoder.encode(images, parameters, { ...pass, taps });
  const batch = images.shape[0]!;
  return head.layers.map((index, i) => {
    const { grid, width } = encoder.layers[index]!;
    const rows = i === head.layers.length - 1 ? last : taps.tokens[index]!;
    const tokens = tf.reshape(rows, [batch, -1, width]);
    const features = encoder.classToken ? tf.slice(tokens, [0, 1, 0], [-1, cells(grid), -1]) : tokens;
    return tf.reshape(features, [batch, ...grid, width]);
  });
}
