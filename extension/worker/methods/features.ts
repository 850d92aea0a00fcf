import type { Intermediates } from '../../engine/inspect/intermediates.js';
import { componentColours, cosineSimilarity, patchTokens } from '../../engine/inspect/patchFeatures.js';
import { principalComponents } from '../../engine/inspect/principalComponents.js';
import { planarToRgb } from '../../engine/pictures/planar.js';
import type { FeaturesView, LookWorkerApi } from '../../protocol/lookApi.js';
import type { CallContext } from '../../protocol/rpc.js';
import { withRuntime } from '../compute.js';
import { checkPatch } from '../looking/checkPatch.js';
import { lookedModel } from '../looking/lookedModel.js';

type Components = Pick<FeaturesView, 'colours' | 'explained'>;

/** Another patch of the same image needs no new components. */
const known = new WeakMap<Intermediates, Components>();

/** The patches' tokens after every layer, as colours and by their similarity to one of them. */
export function features(
  { checkpoint, image, patch }: LookWorkerApi['features']['params'],
  { signal }: CallContext<never>,
): Promise<FeaturesView> {
  return withRuntime(async () => {
    const model = await lookedModel(checkpoint);
    const { imageSize: size, encoder } = model.loaded.model;
    if (patch !== undefined) checkPatch(patch, encoder.grid);
    const intermediates = await model.intermediates(image);
    signal.throwIfAborted();
    const components = known.get(intermediates) ?? componentsOf(intermediates, encoder.width);
    known.set(intermediates, components);
    return {
      input: planarToRgb(await model.input(image), size, size),
      ...components,
      similarity: patch === undefined ? undefined : similarities(intermediates, encoder.width, patch),
    };
  }, signal);
}

function componentsOf({ tokens }: Intermediates, width: number): Components {
  const layers = tokens.map(layer => principalComponents(patchTokens(layer, width), width, 3));
  return {
    colours: Uint8Array.from(layers.flatMap(({ scores }) => [...componentColours(scores)])),
    explained: Float32Array.from(layers.flatMap(({ explained }) => [...explained])),
  };
}

function similarities({ tokens }: Intermediates, width: number, patch: number): Float32Array {
  return Float32Array.from(tokens.flatMap(layer => [...cosineSimilarity(patchTokens(layer, width), width, patch)]));
}
