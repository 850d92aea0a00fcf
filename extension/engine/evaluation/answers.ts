import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../config/schema.js';
import { labelField } from '../data/batch.js';
import type { ImageFolder, SkippedFile } from '../data/folder.js';
import { rankOf } from '../metrics/topAccuracy.js';
import type { CompiledStep } from '../runtime/runtime.js';
import { evaluationLoader } from './evaluationLoader.js';

/** What a classifier says of labelled images, in their order. */
export interface Answers {
  folder: ImageFolder;
  /** `[images]`: the class with the highest score; -1 for an image that cannot be decoded. */
  best: Int32Array;
  /** `[images]`: how many classes score more than the right one. */
  rank: Int32Array;
  /** Images that could not be decoded. */
  failed: readonly SkippedFile[];
}

/**
 * Asks a classifier about every image of a folder, which streams past it.
 *
 * @param classify compiled: images in [0, 1], `[batch, channels, H, W]`, to logits, `[batch, classes]`
 * @returns after reports of how many images are done
 */
export async function* askClassifier(
  classify: CompiledStep,
  folder: ImageFolder,
  config: Pick<Config, 'DATA' | 'TEST'>,
  signal?: AbortSignal,
): AsyncGenerator<number, Answers> {
  const { IMG_SIZE: side } = config.DATA;
  const loader = evaluationLoader(folder, config, [labelField(folder)]);
  const best = new Int32Array(folder.entries.length).fill(-1);
  const rank = new Int32Array(folder.entries.length).fill(-1);
  try {
    let done = 0;
    for await (const { size, indices, fields } of loader.once()) {
      signal?.throwIfAborted();
      const images = tf.tensor4d(fields['images']!, [size, 3, side, side]);
      const [logits] = await classify.run(images);
      const values = logits!.dataSync<'float32'>();
      tf.dispose([images, logits!]);
      const classes = values.length / size;
      for (const [i, index] of indices.entries()) {
        const scores = values.subarray(i * classes, (i + 1) * classes);
        best[index] = scores.reduce((top, score, k) => (score > scores[top]! ? k : top), 0);
        rank[index] = rankOf(scores, fields['labels']![i]!);
      }
      done += size;
      yield done;
    }
    return { folder, best, rank, failed: loader.failed };
  } finally {
    await loader.close();
  }
}
