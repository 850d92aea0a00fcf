import type { MeanAndSpread, ProbeTrial } from '../../protocol/measurement.js';
import { topAccuracy } from '../metrics/topAccuracy.js';
import { Random } from '../random.js';
import { fewLabels, holdOut, type LabelCount } from './fewLabels.js';
import { type LabelledFeatures, rowsOf } from './labelledFeatures.js';

/** What a probe answers: scores of images, `[images, classes]`, and the strength of its regularisation where it has one. */
export interface Answer {
  scores: Float64Array;
  strength?: number;
}

/** Learns classes from some images and tells those of others. What it draws, it draws from `random`. */
export type Probe = (train: LabelledFeatures, queries: LabelledFeatures, random: Random) => Promise<Answer>;

export interface TrialOptions {
  classes: readonly string[];
  /** Without other images to measure with: which share of each class is held out for it. */
  holdout: number;
  /** Which labels are known; absent = all. */
  labels?: LabelCount;
  /** Trials, each with its own number for a seed: 0, 1, ... */
  seeds: number;
}

/**
 * Measures a probe once for each seed, from which held-out images and labels are drawn.
 *
 * @param val what is measured with; absent = a part of `train` is held out
 * @throws UserError when a class has too few images
 */
export async function runTrials(
  probe: Probe,
  train: LabelledFeatures,
  val: LabelledFeatures | undefined,
  { classes, holdout, labels, seeds }: TrialOptions,
): Promise<ProbeTrial[]> {
  const trials: ProbeTrial[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const random = new Random(seed);
    const parts = val ? undefined : holdOut(train.labels, classes, holdout, random);
    const all = parts ? rowsOf(train, parts.kept) : train;
    const known = labels ? rowsOf(all, fewLabels(all.labels, classes, labels, random)) : all;
    const queries = val ?? rowsOf(train, parts!.held);
    const { scores, strength } = await probe(known, queries, random);
    const counts = { labelled: known.labels.length, measured: queries.labels.length };
    trials.push({ seed, ...counts, ...topAccuracy(scores, queries.labels), strength });
  }
  return trials;
}

/** Mean and sample standard deviation, which a single value has none of. */
export function meanAndSpread(values: readonly number[]): MeanAndSpread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, spread: Math.sqrt(squares / (values.length - 1)) };
}
