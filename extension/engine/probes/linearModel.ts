import * as tf from '@tensorflow/tfjs-core';
import type { LabelledFeatures } from './labelledFeatures.js';

/** Scores of classes that are linear in features. */
export interface LinearModel {
  /** `[width, classes]` */
  weights: Float64Array;
  /** `[classes]` */
  bias: Float64Array;
}

/** Finds models of the same images for different strengths of regularisation. */
export interface LinearFit {
  /** @throws the signal's reason when it aborts */
  fit(strength: number): Promise<LinearModel>;
  dispose(): void;
}

/** A way to find a linear model. */
export interface LinearSolver {
  /** Strengths that are worth trying, the strongest first. */
  readonly strengths: readonly number[];
  /** @param features standardised */
  open(features: LabelledFeatures, classes: number, signal?: AbortSignal): LinearFit;
}

/** Rows that are taken at once. */
const ROWS = 4096;

/** A block of rows, `[rows, width]`, and their labels. */
export interface Block {
  values: Float32Array;
  rows: number;
  labels: Int32Array;
}

/** The features in blocks that share their memory. */
export function* blocksOf({ values, width, labels }: LabelledFeatures): Generator<Block, void> {
  for (let first = 0; first < labels.length; first += ROWS) {
    const part = labels.subarray(first, first + ROWS);
    yield { values: values.subarray(first * width, (first + part.length) * width), rows: part.length, labels: part };
  }
}

/** Powers of ten in falling order, both ends included. */
export function powersOfTen(highest: number, lowest: number): number[] {
  return Array.from({ length: highest - lowest + 1 }, (_, i) => 10 ** (highest - i));
}

/** What a model says of images, `[images, classes]`. */
export function linearScores({ weights, bias }: LinearModel, features: LabelledFeatures): Float64Array {
  const classes = bias.length;
  const scores = new Float64Array(features.labels.length * classes);
  let done = 0;
  for (const { values, rows } of blocksOf(features)) {
    const products = tf.tidy(() =>
      tf.matMul(
        tf.tensor2d(values, [rows, features.width]),
        tf.tensor2d(Float32Array.from(weights), [features.width, classes]),
      ),
    );
    for (const [i, value] of products.dataSync<'float32'>().entries()) scores[done + i] = value + bias[i % classes]!;
    products.dispose();
    done += rows * classes;
  }
  return scores;
}
