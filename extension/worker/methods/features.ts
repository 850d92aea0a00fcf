import { checkPatch } from '../../engine/inspect/attention/query.js';
import { featureColours, featureSimilarity } from '../../engine/inspect/features/views.js';
import type { LayerIntermediates } from '../../engine/inspect/layerIntermediates.js';
import { finestGrid } from '../../engine/inspect/patchGrid.js';
import { planarToRgb } from '../../engine/pictures/planar.js';
import type { FeaturesView, LayerFeaturesView, LookWorkerApi } from '../../protocol/lookApi.js';
import type { CallContext } from '../../protocol/rpc.js';
import { withRuntime } from '../compute.js';
import { keptModel } from '../looking/keptModel.js';

/** Another patch of the same image needs no new components. */
const known = new WeakMap<readonly LayerIntermediates[], LayerFeaturesView[]>();

/** The patches' tokens after every layer, as colours and by their similarity to one of them. */
export function features(
  { checkpoint, image, patch }: LookWorkerApi['features']['params'],
  { signal }: CallContext<never>,
): Promise<FeaturesView> {
  return withRuntime(async () => {
    const model = await keptModel(checkpoint);
    const { input, encoder } = model.loaded.model;
    const [height, width] = input.size;
    const finest = finestGrid(encoder);
    if (patch !== undefined) checkPatch(patch, finest);
    const layers = await model.intermediates(image);
    signal.throwIfAborted();
    const coloured = known.get(layers) ?? featureColours(layers);
    known.set(layers, coloured);
    const similarity = patch === undefined ? undefined : featureSimilarity(layers, patch, finest);
    return {
      input: planarToRgb(await model.input(image), width, height),
      layers: coloured.map((layer, i) => ({ ...layer, similarity: similarity?.[i] })),
    };
  }, signal);
}
