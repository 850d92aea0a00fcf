import type { RobustnessRow } from '../../protocol/robustness.js';
import { DecodePool } from '../data/decodePool.js';
import type { SkippedFile } from '../data/folder.js';
import { spread } from '../data/sampleFolder.js';
import type { Source } from '../data/source.js';
import type { EvaluationOptions } from '../data/views/evaluation.js';
import { compiledClassifier, type PixelClassifier } from '../models/pixelClassifier.js';
import { type ConditionName, conditionsOf } from './conditions.js';
import { corruptedPasses, measured, type Pass } from './passes.js';
import { checkPlan, type RobustnessPlan } from './plan.js';
import { restrictedTo, subsetOf } from './subset.js';

/** A classifier and what it is known by. */
export interface TestedClassifier extends PixelClassifier {
  /** Names of its classes, in the order of its logits. */
  classNames: readonly string[];
  /** How it sees images. */
  view: EvaluationOptions;
}

export interface RobustnessOptions {
  batchSize: number;
  /** Decoding threads. */
  threads: number;
  /** Names the random streams. */
  seed: number;
  /** Rows that were measured before: passes over the images whose rows are all there are not made again. */
  rows?: readonly RobustnessRow[];
  signal?: AbortSignal;
}

/** Something was measured, or some more of it: images classified so far, of all that will be. */
export type RobustnessEvent = { type: 'progress'; done: number; total: number } | { type: 'row'; row: RobustnessRow };

/**
 * Accuracies of a classifier on the labelled images of a source under everything that a plan names, its logits restricted to the
 * source's classes (fact sheet 2.7). What is made of clean images comes first, in one pass over the files, and then each
 * severity of each corruption in a pass of its own; nothing is kept beyond a batch. The rows follow from the files, the plan and
 * the seed alone. Its caller may stop early.
 *
 * @returns the images that could not be decoded
 * @throws UserError when the plan, a class or an image rules it out; the signal's reason when it is aborted
 */
export async function* measureRobustness(
  classifier: TestedClassifier,
  source: Source,
  plan: RobustnessPlan,
  options: RobustnessOptions,
): AsyncGenerator<RobustnessEvent, SkippedFile[]> {
  const { view, classNames } = classifier;
  checkPlan(plan, view.side);
  const subset = subsetOf(source, classNames);
  const among = (of: Source): Source => ({ ...of, entries: spread(of.entries, plan.images ?? of.entries.length) });
  const model = restrictedTo(classifier, subset, classNames.length);
  const conditions = conditionsOf(plan, model, view.side, options.seed);
  const clean: Pass = { view: { kind: 'evaluation', ...view }, conditions, source: async () => among(source) };
  const passes = [clean, ...corruptedPasses(plan, view, source, among)];
  const step = compiledClassifier(model);
  const images = spread(source.entries, plan.images ?? source.entries.length).length;
  const total = passes.reduce((sum, pass) => sum + pass.conditions.length * images, 0);
  const failed = new Map<string, SkippedFile>();
  const pool = new DecodePool(options.threads, { root: source.root, view: clean.view });
  let done = 0;
  try {
    for (const pass of passes) {
      const known = pass.conditions.map(({ row }) => options.rows?.find(other => isOf(row, other)));
      if (known.every(row => row !== undefined)) {
        for (const row of known) yield { type: 'row', row };
        done += known.length * images;
        continue;
      }
      for await (const event of measured(pass, {
        step,
        classes: subset.length,
        side: view.side,
        failed,
        pool,
        ...options,
      })) {
        if (typeof event === 'number') done += event;
        yield typeof event === 'number' ? { type: 'progress', done, total } : { type: 'row', row: event };
      }
    }
    return [...failed.values()];
  } finally {
    await pool.close();
    step.dispose();
    for (const condition of conditions) condition.dispose?.();
  }
}

/** Whether a row is of a condition. */
function isOf({ kind, name, severity, radius, pass }: ConditionName, row: RobustnessRow): boolean {
  return (
    row.kind === kind && row.name === name && row.severity === severity && row.radius === radius && row.pass === pass
  );
}
