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
    let system: System | undefined;
    return {
      async fit(strength) {
        // Of the two equal forms the one with the smaller matrix.
        const formed = features.labels.length < features.width ? ofImages : ofFeatures;
        system ??= await formed(centred(features, classes), signal);
        const weights = system.weights(strength);
        const { featureMean, targetMean } = system.about;
        const bias = targetMean.slice();
        for (const [i, weight] of weights.entries())
          bias[i % classes]! -= featureMean[Math.floor(i / classes)]! * weight;
        return { weights, bias };
      },
      dispose() {},
    };
  },
};

/** Features and targets with their means. */
interface Centred {
  features: LabelledFeatures;
  classes: number;
  /** `[width]` and `[classes]` */
  featureMean: Float64Array;
  targetMean: Float64Array;
}

/** What is solved for each strength. */
interface System {
  about: Centred;
  /** `[width, classes]` */
  weights(strength: number): Float64Array;
}

function centred(features: LabelledFeatures, classes: number): Centred {
  const { width, labels, values } = features;
  const featureMean = new Float64Array(width);
  for (const [i, value] of values.entries()) featureMean[i % width]! += value / labels.length;
  const targetMean = new Float64Array(classes);
  for (const label of labels) targetMean[label]! += 1 / labels.length;
  return { features, classes, featureMean, targetMean };
}

/** (X'X / images + strength) W = X'Y / images. */
async function ofFeatures(about: Centred, signal?: AbortSignal): Promise<System> {
  const { features, classes, featureMean, targetMean } = about;
  const { width, labels } = features;
  const images = labels.length;
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
  const right = targets.map(value => value / images);
  return { about, weights: strength => solvePositive(regularised(gram, width, images, strength), right, width) };
}

/** W = X'A / images, where (XX' / images + strength) A = Y. */
async function ofImages(about: Centred): Promise<System> {
  const { features, classes, featureMean, targetMean } = about;
  const { width, labels, values } = features;
  const images = labels.length;
  const rows = values.map((value, i) => value - featureMean[i % width]!);
  const products = tf.tidy(() => {
    const x = tf.tensor2d(rows, [images, width]);
    return tf.matMul(x, x, false, true);
  });
  const gram = Float64Array.from(products.dataSync<'float32'>());
  products.dispose();
  const right = Float64Array.from({ length: images * classes }, (_, i) => {
    const c = i % classes;
    return (labels[Math.floor(i / classes)] === c ? 1 : 0) - targetMean[c]!;
  });
  return {
    about,
    weights(strength) {
      const shares = solvePositive(regularised(gram, images, images, strength), right, images);
      const weights = new Float64Array(width * classes);
      for (const [i, share] of shares.entries()) {
        const row = Math.floor(i / classes) * width;
        for (let j = 0; j < width; j++) weights[j * classes + (i % classes)]! += (rows[row + j]! * share) / images;
      }
      return weights;
    },
  };
}

function regularised(gram: Float64Array, side: number, images: number, strength: number): Float64Array {
  return gram.map((value, i) => value / images + (i % (side + 1) === 0 ? strength : 0));
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
