import { UserError } from '../errors.js';
import { cosine } from '../inspect/features/cosine.js';
import { counted } from '../text/format.js';
import type { LabelledFeatures } from './labelledFeatures.js';
import { type NeighbourOptions, nearest } from './neighbours.js';
import type { Probe } from './trials.js';

export interface KnnOptions extends NeighbourOptions {
  /** Votes are weighted with exp(cosine / temperature), which is a number from 0.002 on. */
  temperature: number;
  classes: number;
}

/**
 * Weighted nearest neighbours, as DINO evaluates features (Caron et al. 2021, after Wu et al. 2018): the k images of the bank with
 * the greatest cosine to a query vote for their classes, with exp(cosine / temperature) each.
 *
 * @returns scores, `[queries, classes]`
 * @throws UserError when the bank has fewer than k images, the signal's reason when it aborts
 */
export async function knnScores(
  bank: LabelledFeatures,
  queries: Pick<LabelledFeatures, 'values' | 'width'>,
  options: KnnOptions,
): Promise<Float64Array> {
  const { k, temperature, classes } = options;
  const images = bank.labels.length;
  if (k > images) {
    throw new UserError(`k is ${k}, but only ${counted(images, 'image')} can vote: set k to ${images} or less.`);
  }
  const rows = await nearest(bank, queries, options);
  const { width } = queries;
  const scores = new Float64Array((queries.values.length / width) * classes);
  for (const [i, row] of rows.entries()) {
    const query = Math.floor(i / k);
    // Once more and in double precision: the exponential multiplies what single precision lacks.
    const near = cosine(at(queries, query), at(bank, row));
    scores[query * classes + bank.labels[row]!]! += Math.exp(near / temperature);
  }
  return scores;
}

/** The same as a probe, which draws nothing. */
export function knnProbe(options: KnnOptions): Probe {
  return async (train, queries) => ({ scores: await knnScores(train, queries, options) });
}

function at({ values, width }: Pick<LabelledFeatures, 'values' | 'width'>, row: number): Float32Array {
  return values.subarray(row * width, (row + 1) * width);
}
