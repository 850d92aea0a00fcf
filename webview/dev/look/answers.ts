import { meanAttentionDistance } from '../../../extension/engine/inspect/attentionDistance.js';
import { queryAttention, queryWeights } from '../../../extension/engine/inspect/attentionMaps.js';
import { componentColours, cosineSimilarity, patchTokens } from '../../../extension/engine/inspect/patchFeatures.js';
import { principalComponents } from '../../../extension/engine/inspect/principalComponents.js';
import { attentionRollout } from '../../../extension/engine/inspect/rollout.js';
import { planarToRgb } from '../../../extension/engine/pictures/planar.js';
import type { LookImage, LookPageApi, Query } from '../../../extension/protocol/lookApi.js';
import type { Handlers } from '../../../extension/protocol/rpc.js';
import { attentionOf, grid, model, tokensOf, width } from './encoder.js';
import { picture, SIZE } from './picture.js';
import { reconstruct } from './reconstruct.js';

const images: LookImage[] = [
  { id: 'disc', name: 'disc.png' },
  { id: 'other', name: 'other.png' },
];
const pixels: Record<string, Float32Array> = { disc: picture(0), other: picture(20) };

/** What the extension would answer to the tabs that look through a model. */
export function lookAnswers(): Handlers<LookPageApi> {
  return {
    lookModel: async () => ({ ...model, name: 'ViT 4 x 6, patch 8', radius: 6 }),
    lookImages: async () => images.slice(0, 1),
    chooseLookImages: async () => images.slice(1),
    watchLook: () => new Promise(() => {}),
    reconstruction: async ({ image, mask, spectra }) => reconstruct(pixels[image]!, mask, spectra),
    attention: async ({ image, query }) => attention(pixels[image]!, query),
    features: async ({ image, patch }) => features(pixels[image]!, patch),
  };
}

/** What the engine says of a model that it cannot build. */
export function noModel(): Promise<never> {
  const error = new Error("MODEL.TYPE is 'resnet', which cannot be pre-trained yet; set it to vit.");
  return Promise.reject(Object.assign(error, { name: 'UserError' }));
}

/** As the engine process does it, of the stand-in's encoder. */
function attention(image: Float32Array, query: Query) {
  const layers = attentionOf(image);
  const weights = queryWeights(query, 1 + grid * grid);
  const rows = layers.map(layer => queryAttention(layer, weights));
  const isPatch = (_: number, i: number) => i % weights.length > 0;
  const all = Float32Array.from(rows.flatMap(row => [...row]));
  return {
    input: planarToRgb(image, SIZE, SIZE),
    maps: all.filter(isPatch),
    toClass: all.filter((value, i) => !isPatch(value, i)),
    rollout: Float32Array.from(attentionRollout(layers, weights).flatMap(row => [...row.subarray(1)])),
    distance: Float32Array.from(layers.flatMap(layer => [...meanAttentionDistance(layer, grid, model.patchSize)])),
  };
}

function features(image: Float32Array, patch: number | undefined) {
  const layers = tokensOf(image).map(tokens => patchTokens(tokens, width));
  const components = layers.map(patches => principalComponents(patches, width, 3));
  return {
    input: planarToRgb(image, SIZE, SIZE),
    colours: Uint8Array.from(components.flatMap(({ scores }) => [...componentColours(scores)])),
    explained: Float32Array.from(components.flatMap(({ explained }) => [...explained])),
    similarity:
      patch === undefined
        ? undefined
        : Float32Array.from(layers.flatMap(patches => [...cosineSimilarity(patches, width, patch)])),
  };
}
