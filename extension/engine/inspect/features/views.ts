import type { LayerFeaturesView } from '../../../protocol/lookApi.js';
import type { Grid } from '../../input/grid.js';
import type { LayerIntermediates } from '../layerIntermediates.js';
import { patchOf } from '../patchGrid.js';
import { componentColours, cosineSimilarity, patchTokens } from './patchFeatures.js';
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
