import type * as tf from '@tensorflow/tfjs-core';
import { normalise } from '../input/normalise.js';
import { precisionFor } from '../runtime/precision.js';
import { type CompiledStep, type Precision, runtime } from '../runtime/runtime.js';
import type { Classifier } from './classifier.js';
import type { Pass } from './encoder.js';

/** A classifier as those see it who have images: it takes pixels and normalises them by itself. */
export interface PixelClassifier {
  /**
   * Differentiable.
   *
   * @param images `[batch, channels, height, width]` in [0, 1]
   * @returns logits, `[batch, classes]`
   */
  classify(images: tf.Tensor, pass?: Pass): tf.Tensor;
  /** Everything that it reads; its values are set by then. */
  readonly variables: readonly tf.Variable[];
  /** In what it computes where no gradients are asked for; by default in single precision. */
  readonly precision?: Precision;
}

/** A classifier that takes pixels. */
export function pixelClassifier({ classify, encoder, input, parameters }: Classifier): PixelClassifier {
  return {
    classify: (images, pass) => classify(normalise(images, input), pass),
    get variables() {
      return parameters.variablesOfState();
    },
    get precision() {
      return precisionFor(encoder).precision;
    },
  };
}

/** As a step from images to logits. */
export function compiledClassifier({ classify, variables, precision }: PixelClassifier): CompiledStep {
  return runtime().compile('classify', images => [classify(images!)], variables, precision);
}
