import type * as tf from '@tensorflow/tfjs-core';
import { normalise } from '../../input/normalise.js';
import { precisionFor } from '../../runtime/precision.js';
import { type CompiledStep, type Precision, runtime } from '../../runtime/runtime.js';
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
  /** In what it computes where no gradients are asked for; by default in single precision. */
  readonly precision?: Precision;
}

/** A segmenter that takes pixels. */
export function pixelSegmenter({ segment, encoder, parameters }: Segmenter): PixelSegmenter {
  return {
    segment: (images, pass) => segment(normalise(images, encoder.input), pass),
    get variables() {
      return parameters.variablesOfState();
    },
    get precision() {
      return precisionFor(encoder).precision;
    },
  };
}

/** As a step from images to logits. */
export function compiledSegmenter({ segment, variables, precision }: PixelSegmenter): CompiledStep {
  return runtime().compile('segment', images => [segment(images!)], variables, precision);
}
