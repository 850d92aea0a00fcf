import { symmetricEigenvalues } from './eigenvalues.js';
import type { LabelledFeatures } from './labelledFeatures.js';

type Features = Pick<LabelledFeatures, 'values' | 'width'>;

/** Rows of features between two moments in which others get their turn. */
const TURN = 64;

/**
 * How far features of length 1 deviate from their mean (Chen & He 2021, SimSiam, section 4.1): the standard deviation of each channel
 * over the images, in the mean over the channels, times sqrt(width). 1 = they spread evenly, 0 = all are the same.
 */
export function featureDeviation({ values, width }: Features): number {
  const images = values.length / width;
  const mean = new Float64Array(width);
  const units = Float64Array.from(values);
  for (let image = 0; image < images; image++) {
    const row = units.subarray(image * width, (image + 1) * width);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    for (let i = 0; i < width; i++) {
      if (length > 0) row[i]! /= length;
      mean[i]! += row[i]! / images;
    }
  }
  const variance = new Float64Array(width);
  for (const [i, value] of units.entries()) variance[i % width]! += (value - mean[i % width]!) ** 2 / images;
  return variance.reduce((sum, value) => sum + Math.sqrt(value), 0) / Math.sqrt(width);
}

/**
 * The effective rank of features around their mean (Roy & Vetterli 2007): exp of the entropy of the singular values as shares of their
 * sum. As many as there are directions when all count the same; 0 where features are all the same.
 */
export async function effectiveRank(features: Features): Promise<number> {
  const images = features.values.length / features.width;
  const side = Math.min(images, features.width);
  const squares = await symmetricEigenvalues(await products(centred(features), images, features.width), side);
  const rounding = side * Number.EPSILON * squares.at(-1)!;
  const singular = squares.map(square => (square > rounding ? Math.sqrt(square) : 0));
  const total = singular.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 0;
  const entropy = singular.reduce((sum, value) => sum - (value > 0 ? (value / total) * Math.log(value / total) : 0), 0);
  return Math.exp(entropy);
}

function centred({ values, width }: Features): Float64Array {
  const images = values.length / width;
  const mean = new Float64Array(width);
  for (const [i, value] of values.entries()) mean[i % width]! += value / images;
  return Float64Array.from(values, (value, i) => value - mean[i % width]!);
}

/**
 * The smaller of X'X and XX', whose eigenvalues are the squares of the singular values of X. In double precision: of single precision
 * the root leaves half of the digits.
 *
 * @param x `[images, width]`
 */
async function products(x: Float64Array, images: number, width: number): Promise<Float64Array> {
  const columns = images < width ? transposed(x, images, width) : x;
  const [rows, side] = images < width ? [width, images] : [images, width];
  const sums = new Float64Array(side * side);
  for (let row = 0; row < rows; row++) {
    if (row % TURN === 0) await new Promise(resolve => setImmediate(resolve));
    const values = columns.subarray(row * side, (row + 1) * side);
    for (let i = 0; i < side; i++) {
      const value = values[i]!;
      const into = sums.subarray(i * side, i * side + i + 1);
      for (let j = 0; j <= i; j++) into[j]! += value * values[j]!;
    }
  }
  for (let i = 0; i < side; i++) for (let j = 0; j < i; j++) sums[j * side + i] = sums[i * side + j]!;
  return sums;
}

function transposed(x: Float64Array, rows: number, columns: number): Float64Array {
  return Float64Array.from(x, (_, i) => x[(i % rows) * columns + Math.floor(i / rows)]!);
}
