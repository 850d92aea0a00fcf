import * as tf from '@tensorflow/tfjs-core';
import type { RobustnessRow } from '../../protocol/robustness.js';
import { type Batch, labelField } from '../data/batch.js';
import { Loader } from '../data/loader.js';
import { spread } from '../data/sampleFolder.js';
import type { Source } from '../data/source.js';
import type { EvaluationOptions } from '../data/views/evaluation.js';
import type { ViewSpec } from '../data/views/registry.js';
import { UserError } from '../errors.js';
import { compiledClassifier, type PixelClassifier } from '../models/pixelClassifier.js';
import type { CompiledStep } from '../runtime/runtime.js';
import { asSeen, type Condition, conditionsOf } from './conditions.js';
import { checkPlan, type RobustnessPlan } from './plan.js';
import { restrictedTo, subsetOf } from './subset.js';
import { Tally } from './tally.js';

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
 * @throws UserError when the plan, a class or an image rules it out; the signal's reason when it is aborted
 */
export async function* measureRobustness(
  classifier: TestedClassifier,
  source: Source,
  plan: RobustnessPlan,
  options: RobustnessOptions,
): AsyncGenerator<RobustnessEvent, void> {
  const { view, classNames } = classifier;
  const { side } = view;
  const { seed } = options;
  checkPlan(plan, side);
  const subset = subsetOf(source, classNames);
  const entries = plan.images === undefined ? source.entries : spread(source.entries, plan.images);
  const model = restrictedTo(classifier, subset, classNames.length);
  const conditions = conditionsOf(plan, model, side, seed);
  const step = compiledClassifier(model);
  const passes: Passes = { source: { ...source, entries }, step, classes: subset.length, side, options };
  const corrupted = plan.corruptions.flatMap(name => plan.severities.map(severity => ({ name, severity })));
  const total = (conditions.length + corrupted.length) * entries.length;
  let done = 0;
  const counted = (event: RowOrCount): RobustnessEvent => {
    if (typeof event !== 'number') return { type: 'row', row: event };
    done += event;
    return { type: 'progress', done, total };
  };
  try {
    for await (const event of measured({ kind: 'evaluation', ...view }, conditions, passes)) yield counted(event);
    for (const { name, severity } of corrupted) {
      const condition = asSeen({ kind: 'corruption', name, severity });
      for await (const event of measured(
        { kind: 'corrupted', ...view, corruption: name, severity },
        [condition],
        passes,
      ))
        yield counted(event);
    }
  } finally {
    step.dispose();
    for (const condition of conditions) condition.dispose?.();
  }
}

/** What all passes over the images share. */
interface Passes {
  source: Source;
  /** Images to logits. */
  step: CompiledStep;
  classes: number;
  side: number;
  options: RobustnessOptions;
}

/** A row, or how many images were classified since the last. */
type RowOrCount = RobustnessRow | number;

/** One pass over the images: every condition on every batch, and then the rows. */
async function* measured(
  view: ViewSpec,
  conditions: readonly Condition[],
  passes: Passes,
): AsyncGenerator<RowOrCount, void> {
  const { source, options } = passes;
  const { batchSize, threads, seed, signal } = options;
  signal?.throwIfAborted();
  const tallies = conditions.map(() => new Tally());
  const loader = new Loader({ source, view, ofEntry: [labelField(source)], batchSize, seed, threads });
  try {
    for await (const batch of loader.once()) {
      for (const [i, condition] of conditions.entries()) {
        signal?.throwIfAborted();
        tallies[i]!.add(await logitsOf(batch, condition, passes), batch.fields['labels']!);
        yield batch.size;
      }
    }
  } finally {
    await loader.close();
  }
  const [first] = loader.failed;
  if (first && loader.failed.length === source.entries.length) {
    throw new UserError(
      `None of the ${source.entries.length} images in ${source.root} can be decoded (${first.path}: ${first.reason}): put good files in their place.`,
    );
  }
  for (const [i, { row }] of conditions.entries()) yield { ...row, ...tallies[i]!.result() };
}

/** The logits of a batch after what a condition does to it: `[batch, classes]`. */
async function logitsOf(batch: Batch, condition: Condition, { step, classes, side }: Passes): Promise<Float32Array> {
  const images = tf.tensor4d(batch.fields['images']!, [batch.size, 3, side, side]);
  const targets = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(batch.fields['labels']!, 'int32'), classes), 'float32'));
  const perturbed = await condition.perturb(images, targets, batch);
  const [logits] = await step.run(perturbed);
  const values = logits!.dataSync<'float32'>();
  tf.dispose([images, targets, perturbed, logits!]);
  return values;
}
