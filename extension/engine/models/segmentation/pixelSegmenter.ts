import type * as tf from '@tensorflow/tfjs-core';
import { normalise } from '../../input/normalise.js';
import { type CompiledStep, runtime } from '../../runtime/runtime.js';
import type { Pass } from '../encoder.js';
import type { Segmenter } from './segmenter.js';

/** A segmenter as those see it who have images: it takes pixels and normalises them by itself. */
export interface PixelSegmenter {
  /**
   * Differentiable.
   *
   * @param images `[batch, channels, height, width]` in [0, 1]
   * @returns logits, `[batch, height, width, classes]`
   */
  segment(images: tf.Tensor, pass?: Pass): tf.Tensor;
  /** Everything that it reads; its values are set by then. */
  readonly variables: readonly tf.Variable[];
}

/** A segmenter that takes pixels. */
export function pixelSegmenter({ segment, encoder, parameters }: Segmenter): PixelSegmenter {
  return {
    segment: (images, pass) => segment(normalise(images, encoder.input), pass),
    get variables() {
      return parameters.variablesOfState();
    },
  };
}

/** As a step from images to logits. */
export function compiledSegmenter({ segment, variables }: PixelSegmenter): CompiledStep {
  return runtime().compile('segment', images => [segment(images!)], variables);
}
