import { topAccuracy } from '../metrics/topAccuracy.js';
import { holdOut } from './fewLabels.js';
import { type LabelledFeatures, rowsOf } from './labelledFeatures.js';
import { type LinearSolver, linearScores } from './linearModel.js';
import { logisticSolver } from './logistic.js';
import { ridgeSolver } from './ridge.js';
import type { Probe } from './trials.js';

const solvers: Record<'lbfgs' | 'ridge', LinearSolver> = { lbfgs: logisticSolver, ridge: ridgeSolver };
export type SolverName = keyof typeof solvers;

/** Share of the training images on which the strength of the regularisation is chosen. */
const CHOOSING = 0.2;

export interface LinearOptions {
  solver: SolverName;
  classes: readonly string[];
  signal?: AbortSignal;
  /** Fits done, of all of one trial. */
  onProgress?(done: number, total: number): void;
}

/**
 * A linear classifier on standardised features. Its regularisation is the one that tells most of a held-out share of the training
 * images right, of equal ones the strongest; with it, all training images are fitted.
 */
export function linearProbe(options: LinearOptions): Probe {
  const { solver, classes, signal, onProgress } = options;
  const { strengths, open } = solvers[solver];
  return async (train, queries, random) => {
    let done = 0;
    const { kept, held } = holdOut(train.labels, classes, CHOOSING, random);
    const others = rowsOf(train, held);
    const tried = await scoresOf(rowsOf(train, kept), others, strengths);
    const right = tried.map(scores => topAccuracy(scores, others.labels).top1);
    const strength = strengths[right.indexOf(Math.max(...right))]!;
    const [scores] = await scoresOf(train, queries, [strength]);
    return { scores: scores!, strength };

    /** What models say of images that were fitted to others, one for each strength. */
    async function scoresOf(
      fitted: LabelledFeatures,
      asked: LabelledFeatures,
      wanted: readonly number[],
    ): Promise<Float64Array[]> {
      const standard = standardisation(fitted);
      const fit = open(standard(fitted), classes.length, signal);
      const images = standard(asked);
      const found: Float64Array[] = [];
      try {
        for (const one of wanted) {
          found.push(linearScores(await fit.fit(one), images));
          onProgress?.(++done, strengths.length + 1);
        }
      } finally {
        fit.dispose();
      }
      return found;
    }
  };
}

/** Features as multiples of the standard deviation around the mean that these images have; what never varies is 0. */
export function standardisation({ values, width, labels }: LabelledFeatures) {
  const images = labels.length;
  const mean = new Float64Array(width);
  for (let i = 0; i < values.length; i++) mean[i % width]! += values[i]! / images;
  const variance = new Float64Array(width);
  for (let i = 0; i < values.length; i++) variance[i % width]! += (values[i]! - mean[i % width]!) ** 2 / images;
  const scale = variance.map((value, i) => (value > 1e-12 * mean[i]! ** 2 ? 1 / Math.sqrt(value) : 0));
  return (features: LabelledFeatures): LabelledFeatures => ({
    ...features,
    values: features.values.map((value, i) => (value - mean[i % width]!) * scale[i % width]!),
  });
}
