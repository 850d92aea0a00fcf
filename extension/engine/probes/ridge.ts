import * as tf from '@tensorflow/tfjs-core';
import { solvePositive } from './cholesky.js';
import type { LabelledFeatures } from './labelledFeatures.js';
import { type Block, blocksOf, type LinearSolver, powersOfTen } from './linearModel.js';

/**
 * Ridge regression to one-hot labels: the minimum of the mean squared error + strength * sum of squared weights, biases free, in
 * closed form. That is scikit-learn's with alpha = strength * images.
 */
export const ridgeSolver: LinearSolver = {
  // Below, single precision leaves too little of the products.
  strengths: powersOfTen(3, -4),
  open(features, classes, signal) {
    const { width, labels } = features;
    let sums: Sums | undefined;
    return {
      async fit(strength) {
        sums ??= await centredSums(features, classes, signal);
        const { gram, targets, featureMean, targetMean } = sums;
        const regularised = gram.map((value, i) => value / labels.length + (i % (width + 1) === 0 ? strength : 0));
        const weights = solvePositive(
          regularised,
          targets.map(value => value / labels.length),
          width,
        );
        const bias = targetMean.slice();
        for (const [i, weight] of weights.entries())
          bias[i % classes]! -= featureMean[Math.floor(i / classes)]! * weight;
        return { weights, bias };
      },
      dispose() {},
    };
  },
};

/** What the closed form is made of. */
interface Sums {
  /** X'X of centred features, `[width, width]`. */
  gram: Float64Array;
  /** X'Y of centred features and targets, `[width, classes]`. */
  targets: Float64Array;
  featureMean: Float64Array;
  targetMean: Float64Array;
}

async function centredSums(features: LabelledFeatures, classes: number, signal?: AbortSignal): Promise<Sums> {
  const { width, labels, values } = features;
  const images = labels.length;
  const featureMean = new Float64Array(width);
  for (const [i, value] of values.entries()) featureMean[i % width]! += value / images;
  const targetMean = new Float64Array(classes);
  for (const label of labels) targetMean[label]! += 1 / images;
  const gram = new Float64Array(width * width);
  const targets = new Float64Array(width * classes);
  for (const block of blocksOf(features)) {
    // A signal must get through between two blocks.
    await new Promise(resolve => setImmediate(resolve));
    signal?.throwIfAborted();
    addProducts(block, width, classes, gram, targets);
  }
  // The mean of what is centred is zero, so that only one factor needs to be.
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) gram[i * width + j]! -= images * featureMean[i]! * featureMean[j]!;
    for (let c = 0; c < classes; c++) targets[i * classes + c]! -= images * featureMean[i]! * targetMean[c]!;
  }
  return { gram, targets, featureMean, targetMean };
}

function addProducts({ values, rows, labels }: Block, width: number, classes: number, ...sums: Float64Array[]): void {
  const products = tf.tidy(() => {
    const x = tf.tensor2d(values, [rows, width]);
    const y = tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), classes), 'float32') as tf.Tensor2D;
    return [tf.matMul(x, x, true), tf.matMul(x, y, true)];
  });
  for (const [k, product] of products.entries()) {
    for (const [i, value] of product.dataSync<'float32'>().entries()) sums[k]![i]! += value;
    product.dispose();
  }
}
