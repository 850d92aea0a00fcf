import { meanAttentionDistance } from '../../engine/inspect/attentionDistance.js';
import { queryAttention, queryWeights } from '../../engine/inspect/attentionMaps.js';
import { attentionRollout } from '../../engine/inspect/rollout.js';
import { planarToRgb } from '../../engine/pictures/planar.js';
import type { AttentionView, LookWorkerApi } from '../../protocol/lookApi.js';
import type { CallContext } from '../../protocol/rpc.js';
import { withRuntime } from '../compute.js';
import { checkPatch } from '../looking/checkPatch.js';
import { lookedModel } from '../looking/lookedModel.js';

/** Attention of one query in an image, in every layer and head: of the whole, only the query's rows are sent. */
export function attention(
  { checkpoint, image, query }: LookWorkerApi['attention']['params'],
  { signal }: CallContext<never>,
): Promise<AttentionView> {
  return withRuntime(async () => {
    const model = await lookedModel(checkpoint);
    const { imageSize: size, encoder } = model.loaded.model;
    const { grid } = encoder;
    const layers = encoder.layers.length;
    const heads = encoder.layers[0]!.attention!.heads;
    if (typeof query === 'number') checkPatch(query, grid);
    const weights = queryWeights(query, grid * grid + 1);
    const { attention: layersAttention } = await model.intermediates(image);
    signal.throwIfAborted();
    const view: AttentionView = {
      input: planarToRgb(await model.input(image), size, size),
      maps: new Float32Array(layers * heads * grid * grid),
      toClass: new Float32Array(layers * heads),
      rollout: new Float32Array(layers * grid * grid),
      distance: new Float32Array(layers * heads),
    };
    const rollout = attentionRollout(layersAttention, weights);
    for (const [layer, probabilities] of layersAttention.entries()) {
      const rows = queryAttention(probabilities, weights);
      for (let head = 0; head < heads; head++) {
        const row = rows.subarray(head * weights.length, (head + 1) * weights.length);
        view.toClass[layer * heads + head] = row[0]!;
        view.maps.set(row.subarray(1), (layer * heads + head) * grid * grid);
      }
      view.rollout.set(rollout[layer]!.subarray(1), layer * grid * grid);
      view.distance.set(meanAttentionDistance(probabilities, grid, size / grid), layer * heads);
    }
    return view;
  }, signal);
}
