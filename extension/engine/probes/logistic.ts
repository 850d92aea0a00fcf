import * as tf from '@tensorflow/tfjs-core';
import { runtime } from '../runtime/runtime.js';
import type { LabelledFeatures } from './labelledFeatures.js';
import { type Evaluated, minimise } from './lbfgs.js';
import { type Block, blocksOf, type LinearModel, type LinearSolver, powersOfTen } from './linearModel.js';

/** Largest component of the gradient at the minimum; single precision hides what is below. */
const TOLERANCE = 1e-6;

/**
 * Multinomial logistic regression: the minimum of the mean cross-entropy + strength / 2 * sum of squared weights, biases free. That is
 * scikit-learn's with C = 1 / (strength * images).
 */
export const logisticSolver: LinearSolver = {
  strengths: powersOfTen(2, -5),
  open(features, classes, signal) {
    const { width } = features;
    const step = runtime().compile('logistic', lossOfBlock, []);
    // Neighbouring strengths have neighbouring minima.
    let x: Float64Array = new Float64Array((width + 1) * classes);
    return {
      async fit(strength) {
        const objective = async (at: Float64Array) => {
          const found = { value: 0, gradient: new Float64Array(at.length) };
          for (const block of blocksOf(features)) {
            signal?.throwIfAborted();
            await addBlock(found, block, at);
          }
          const images = features.labels.length;
          found.value /= images;
          for (let i = 0; i < at.length; i++) found.gradient[i]! /= images;
          for (let i = 0; i < width * classes; i++) {
            found.value += (strength / 2) * at[i]! ** 2;
            found.gradient[i]! += strength * at[i]!;
          }
          return found;
        };
        x = await minimise(objective, x, TOLERANCE);
        return apart(x, features, classes);
      },
      dispose: () => step.dispose(),
    };

    async function addBlock(to: Evaluated, { values, rows, labels }: Block, at: Float64Array): Promise<void> {
      const { weights, bias } = apart(at, features, classes);
      const inputs = [
        tf.tensor2d(values, [rows, width]),
        tf.oneHot(tf.tensor1d(labels, 'int32'), classes),
        tf.tensor2d(Float32Array.from(weights), [width, classes]),
        tf.tensor1d(Float32Array.from(bias)),
      ];
      const outputs = await step.run(...inputs);
      const [losses, ofWeights, ofBias] = outputs.map(output => output.dataSync() as Float32Array);
      tf.dispose([inputs, outputs]);
      for (const loss of losses!) to.value += loss;
      for (const [i, value] of ofWeights!.entries()) to.gradient[i]! += value;
      for (const [i, value] of ofBias!.entries()) to.gradient[weights.length + i]! += value;
    }
  },
};

/** Cross-entropy of each row, `[rows]`, and the sums over rows of its derivatives. */
function lossOfBlock(...[rows, wanted, weights, bias]: tf.Tensor[]): tf.Tensor[] {
  const logits = tf.add(tf.matMul(rows as tf.Tensor2D, weights as tf.Tensor2D), bias!);
  const logs = tf.logSoftmax(logits);
  const target = tf.cast(wanted!, 'float32');
  const error = tf.sub(tf.exp(logs), target) as tf.Tensor2D;
  return [tf.neg(tf.sum(tf.mul(target, logs), 1)), tf.matMul(rows as tf.Tensor2D, error, true), tf.sum(error, 0)];
}

function apart(x: Float64Array, { width }: LabelledFeatures, classes: number): LinearModel {
  return { weights: x.subarray(0, width * classes), bias: x.subarray(width * classes) };
}
