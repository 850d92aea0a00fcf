import type { MapMethod } from '../../protocol/mapApi.js';
import { principalComponents } from '../inspect/features/principalComponents.js';
import { umap } from './umap.js';

/** Features on a plane. */
export interface Projection {
  /** `[images, 2]` */
  points: Float32Array;
  /** The shares of the variance along both axes, of principal components. */
  explained?: [x: number, y: number];
}

export interface ProjectOptions {
  signal?: AbortSignal;
  /** Epochs done, of all. */
  onProgress?(done: number, total: number): void;
}

/**
 * Puts features on a plane: along their first two principal components, or by UMAP, where what is near stays near and the axes mean
 * nothing. The same features give the same points.
 *
 * @param features `values`: `[images, width]`
 * @throws UserError when there are too few images, the signal's reason when it aborts
 */
export async function project(
  features: { values: Float32Array; width: number },
  method: MapMethod,
  options: ProjectOptions = {},
): Promise<Projection> {
  if (method === 'umap') return { points: await umap(features, options) };
  options.signal?.throwIfAborted();
  const { scores, explained } = principalComponents(features.values, features.width, 2);
  return { points: scores, explained: [explained[0]!, explained[1]!] };
}
