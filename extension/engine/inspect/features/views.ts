import type { LayerFeaturesView } from '../../../protocol/lookApi.js';
import type { Grid } from '../../input/grid.js';
import type { LayerIntermediates } from '../layerIntermediates.js';
import { patchOf } from '../patchGrid.js';
import { cosine } from './cosine.js';
import { principalComponents } from './principalComponents.js';

/** The patches' tokens after each layer as colours, with the share of the variance that these show. */
export function featureColours(layers: readonly LayerIntermediates[]): LayerFeaturesView[] {
  return layers.map(layer => {
    const { scores, explained } = principalComponents(patchTokens(layer), layer.width, 3);
    return { colours: componentColours(scores), explained };
  });
}

/**
 * How similar the patches' tokens after each layer are to that of one patch.
 *
 * @param patch on the encoder's finest grid
 * @returns of each layer `[patches]`
 */
export function featureSimilarity(layers: readonly LayerIntermediates[], patch: number, finest: Grid): Float32Array[] {
  return layers.map(layer => cosineSimilarity(patchTokens(layer), layer.width, patchOf(patch, finest, layer.grid)));
}

/** The tokens of the patches of a layer, without a class token before them: `[patches, width]`, a view. */
export function patchTokens({ tokens, classToken, width }: LayerIntermediates): Float32Array {
  return classToken ? tokens.subarray(width) : tokens;
}

/**
 * Cosine similarity of one patch to all, itself included (1).
 *
 * @param patches `[patches, width]`
 * @returns `[patches]` in [-1, 1]; 0 where a token is zero
 */
export function cosineSimilarity(patches: Float32Array, width: number, chosen: number): Float32Array {
  const row = (i: number) => patches.subarray(i * width, (i + 1) * width);
  return Float32Array.from({ length: patches.length / width }, (_, i) => cosine(row(i), row(chosen)));
}

/**
 * Scores along three components as red, green and blue, each stretched from its lowest to its highest; a component that
 * does not vary is middle gray.
 *
 * @param scores `[patches, 3]`
 * @returns bytes, `[patches, 3]`
 */
export function componentColours(scores: Float32Array): Uint8Array {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < scores.length; i++) {
    low[i % 3] = Math.min(low[i % 3]!, scores[i]!);
    high[i % 3] = Math.max(high[i % 3]!, scores[i]!);
  }
  return Uint8Array.from(scores, (score, i) => {
    const range = high[i % 3]! - low[i % 3]!;
    return range > 0 ? Math.round((255 * (score - low[i % 3]!)) / range) : 128;
  });
}
