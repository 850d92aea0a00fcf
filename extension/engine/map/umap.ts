import { setImmediate } from 'node:timers/promises';
import { UMAP } from 'umap-js';
import { UserError } from '../errors.js';
import { cosine } from '../inspect/features/cosine.js';
import { nearest } from '../probes/neighbours.js';
import { Random } from '../random.js';
import type { ProjectOptions } from './project.js';

/** Of each image, itself included, as McInnes et al. 2018 have it by default. */
const NEIGHBOURS = 15;
/** With fewer there is nothing to arrange. */
const FEWEST = 4;
const SEED = 0;

/**
 * Uniform manifold approximation and projection (McInnes et al. 2018) of cosine distances, with 15 neighbours and a least distance of
 * 0.1. Neighbours are exact. Between epochs others have their turn, so that it can be cancelled.
 *
 * @param features `values`: `[images, width]`
 * @returns `[images, 2]`
 * @throws UserError for fewer than 4 images, the signal's reason when it aborts
 */
export async function umap(
  features: { values: Float32Array; width: number },
  { signal, onProgress }: ProjectOptions,
): Promise<Float32Array> {
  const { values, width } = features;
  const images = values.length / width;
  if (images < FEWEST) {
    throw new UserError(
      `UMAP needs at least ${FEWEST} images, and there are ${images}: choose PCA or a folder with more.`,
    );
  }
  const k = Math.min(NEIGHBOURS, images - 1);
  const found = await nearest(features, features, { k, signal });
  const row = (i: number) => values.subarray(i * width, (i + 1) * width);
  const near = Array.from({ length: images }, (_, i) => [...found.subarray(i * k, (i + 1) * k)]);
  const distances = near.map((rows, i) => rows.map(j => Math.max(0, 1 - cosine(row(i), row(j)))));
  const random = new Random(SEED);
  const layout = new UMAP({ nNeighbors: k, minDist: 0.1, random: () => random.uniform() });
  layout.setPrecomputedKNN(near, distances);
  // Of the features themselves it looks at nothing but their number, now that it has the neighbours.
  const epochs = layout.initializeFit(near);
  for (let epoch = 0; epoch < epochs; epoch++) {
    await setImmediate();
    signal?.throwIfAborted();
    layout.step();
    onProgress?.(epoch + 1, epochs);
  }
  return Float32Array.from(layout.getEmbedding().flat());
}
