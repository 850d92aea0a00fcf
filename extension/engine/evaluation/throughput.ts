import { setImmediate as turn } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../config/schema.js';
import type { ImageFolder } from '../data/folder.js';
import { UserError } from '../errors.js';
import type { CompiledStep } from '../runtime/runtime.js';
import { evaluationLoader } from './evaluationLoader.js';

/** Passes before the clock runs, and those that it times (fact sheet 1.13). */
export const warmUpPasses = 50;
export const timedPasses = 30;

/** How fast a classifier is. */
export interface Throughput {
  /** Images of a pass. */
  batchSize: number;
  imagesPerSecond: number;
}

/**
 * Times forward passes of one batch, the first images of a folder.
 *
 * @param classify compiled: images in [0, 1], `[batch, channels, H, W]`, to logits, `[batch, classes]`
 * @returns after reports of how many passes are done
 * @throws UserError when no image can be decoded
 */
export async function* measureThroughput(
  classify: CompiledStep,
  folder: ImageFolder,
  config: Pick<Config, 'DATA' | 'TEST'>,
  signal?: AbortSignal,
): AsyncGenerator<number, Throughput> {
  const images = await firstBatch(folder, config);
  try {
    let seconds = 0;
    for (let pass = 1; pass <= warmUpPasses + timedPasses; pass++) {
      const start = performance.now();
      const [logits] = await classify.run(images);
      logits!.dataSync();
      if (pass > warmUpPasses) seconds += (performance.now() - start) / 1000;
      logits!.dispose();
      yield pass;
      // A backend that computes within the event loop lets a signal through here.
      await turn();
      signal?.throwIfAborted();
    }
    const batchSize = images.shape[0];
    return { batchSize, imagesPerSecond: (timedPasses * batchSize) / seconds };
  } finally {
    images.dispose();
  }
}

/** The first images that can be decoded, `[batch, 3, side, side]`. */
async function firstBatch(folder: ImageFolder, config: Pick<Config, 'DATA' | 'TEST'>): Promise<tf.Tensor4D> {
  const { IMG_SIZE: side } = config.DATA;
  const loader = evaluationLoader(folder, config, []);
  try {
    for await (const { size, fields } of loader.once()) return tf.tensor4d(fields['images']!, [size, 3, side, side]);
  } finally {
    await loader.close();
  }
  throw new UserError(`No image in ${folder.root} can be decoded: name a folder with good ones.`);
}
