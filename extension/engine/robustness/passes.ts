import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { RobustnessRow } from '../../protocol/robustness.js';
import { type Batch, labelField } from '../data/batch.js';
import type { DecodePool } from '../data/decodePool.js';
import { openImageFolder, type SkippedFile } from '../data/folder.js';
import { requireSameClasses } from '../data/labels.js';
import { Loader } from '../data/loader.js';
import type { Source } from '../data/source.js';
import type { EvaluationOptions } from '../data/views/evaluation.js';
import type { ViewSpec } from '../data/views/registry.js';
import { UserError } from '../errors.js';
import type { CompiledStep } from '../runtime/runtime.js';
import { asSeen, type Condition } from './conditions.js';
import type { RobustnessPlan } from './plan.js';
import { Tally } from './tally.js';

/** Images in a view, and what is done to them there. */
export interface Pass {
  view: ViewSpec;
  conditions: readonly Condition[];
  /** Opened when its turn comes. */
  source(): Promise<Source>;
}

/**
 * A pass for each severity of each corruption: made anew of the source's images, or of the files of a published folder, which are
 * cut already and therefore seen whole.
 *
 * @param among takes as many images as the plan wants
 */
export function corruptedPasses(
  { corruptions, severities, published }: RobustnessPlan,
  view: EvaluationOptions,
  source: Source,
  among: (of: Source) => Source,
): Pass[] {
  return corruptions.flatMap(name =>
    severities.map((severity): Pass => {
      const conditions = [asSeen({ kind: 'corruption', name, severity })];
      if (published === undefined) {
        const corrupted: ViewSpec = { kind: 'corrupted', ...view, corruption: name, severity };
        return { view: corrupted, conditions, source: async () => among(source) };
      }
      const open = async () => {
        const folder = await openImageFolder(join(published, name, String(severity)));
        requireSameClasses(folder, source, folder.root);
        return among(folder);
      };
      return { view: { kind: 'evaluation', ...view, cropRatio: 1 }, conditions, source: open };
    }),
  );
}

/** What all passes share. */
interface Measuring {
  /** Images to logits. */
  step: CompiledStep;
  classes: number;
  /** Pixels on a side of what it sees. */
  side: number;
  batchSize: number;
  /** Decodes for all passes, one after the other: a thread takes as long to start as dozens of images do. */
  pool: DecodePool;
  seed: number;
  signal?: AbortSignal;
  /** Takes what cannot be decoded, by its path. */
  failed: Map<string, SkippedFile>;
}

/** One pass over the images: how many were classified since the last word, and then the rows. */
export async function* measured(
  { view, conditions, source: open }: Pass,
  measuring: Measuring,
): AsyncGenerator<RobustnessRow | number, void> {
  const { batchSize, pool, seed, signal } = measuring;
  signal?.throwIfAborted();
  const source = await open();
  const tallies = conditions.map(() => new Tally());
  const loader = new Loader({ source, view, ofEntry: [labelField(source)], batchSize, seed, threads: pool });
  try {
    for await (const batch of loader.once()) {
      for (const [i, condition] of conditions.entries()) {
        signal?.throwIfAborted();
        tallies[i]!.add(await logitsOf(batch, condition, measuring), batch.fields['labels']!);
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
  for (const { path, reason } of loader.failed) {
    const absolute = join(source.root, path);
    measuring.failed.set(absolute, { path: absolute, reason });
  }
  for (const [i, { row }] of conditions.entries()) yield { ...row, ...tallies[i]!.result() };
}

/** The logits of a batch after what a condition does to it: `[batch, classes]`. */
async function logitsOf(batch: Batch, condition: Condition, { step, classes, side }: Measuring): Promise<Float32Array> {
  const images = tf.tensor4d(batch.fields['images']!, [batch.size, 3, side, side]);
  const targets = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(batch.fields['labels']!, 'int32'), classes), 'float32'));
  const perturbed = await condition.perturb(images, targets, batch);
  const [logits] = await step.run(perturbed);
  const values = logits!.dataSync<'float32'>();
  tf.dispose([images, targets, perturbed, logits!]);
  return values;
}
