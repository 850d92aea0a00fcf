import type { AttentionLayerView, Query } from '../../../protocol/lookApi.js';
import type { Grid } from '../../input/grid.js';
import type { InputSpec } from '../../input/input.js';
import { hasAttention, type LayerIntermediates } from '../layerIntermediates.js';
import { meanAttentionDistance } from './distance.js';
import { queryAttention, queryWeights } from './maps.js';
import { attentionRollout } from './rollout.js';
import { tokenCount } from './windows.js';

/**
 * Attention of one query in an image, layer by layer.
 *
 * @param layers all of an encoder, first to last
 * @param finest the encoder's finest grid, on which a patch is numbered
 * @param size of the image, in pixels
 * @returns of those that have attention
 */
export function attentionViews(
  layers: readonly LayerIntermediates[],
  query: Query,
  finest: Grid,
  size: InputSpec['size'],
): AttentionLayerView[] {
  const attending = layers.filter(hasAttention);
  const weights = attending.map(layer => queryWeights(query, layer, finest));
  const rollout = attentionRollout(attending, weights);
  return attending.map((layer, i) => {
    const rows = queryAttention(layer, weights[i]!);
    const isPatch = (place: number) => !layer.classToken || place % tokenCount(layer) > 0;
    return {
      maps: rows.filter((_, place) => isPatch(place)),
      toClass: layer.classToken ? rows.filter((_, place) => !isPatch(place)) : undefined,
      rollout: layer.classToken ? rollout[i]!.subarray(1) : rollout[i]!,
      distance: meanAttentionDistance(layer, size),
    };
  });
}
