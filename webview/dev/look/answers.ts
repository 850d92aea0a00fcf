import { attentionViews } from '../../../extension/engine/inspect/attention/views.js';
import { featureColours, featureSimilarity } from '../../../extension/engine/inspect/features/views.js';
import { planarToRgb } from '../../../extension/engine/pictures/planar.js';
import type { DecisionPageApi } from '../../../extension/protocol/decisionApi.js';
import type {
  AttentionView,
  FeaturesView,
  LookImage,
  LookPageApi,
  Query,
} from '../../../extension/protocol/lookApi.js';
import type { Handlers } from '../../../extension/protocol/rpc.js';
import { decide } from './decide.js';
import { type Family, intermediatesOf, modelOf } from './encoder.js';
import { picture, SIZE } from './picture.js';
import { reconstruct } from './reconstruct.js';

const images: LookImage[] = [
  { id: 'disc', name: 'disc.png' },
  { id: 'other', name: 'other.png' },
];
const pixels: Record<string, Float32Array> = { disc: picture(0), other: picture(20) };

/** What the extension would answer to the tabs that look through a model. */
export function lookAnswers(family: Family = 'vit'): Handlers<LookPageApi & DecisionPageApi> {
  return {
    lookModel: async () => modelOf(family),
    lookImages: async () => images.slice(0, 1),
    chooseLookImages: async () => images.slice(1),
    openLookImage: async () => {},
    watchLook: () => new Promise(() => {}),
    reconstruction: async ({ image, ...request }) => reconstruct(pixels[image]!, request),
    attention: async ({ image, query }) => attention(family, pixels[image]!, query),
    features: async ({ image, patch }) => features(family, pixels[image]!, patch),
    // Any other checkpoint is of a residual network.
    decision: async ({ image, other, ...wanted }) =>
      decide(other === undefined ? family : 'resnet', pixels[image]!, wanted),
  };
}

/** What the engine says of a model that it cannot build. */
export function noModel(): Promise<never> {
  const error = new Error('MODEL.DROP_RATE is not supported while pre-training; set it to 0.0 as the paper does.');
  return Promise.reject(Object.assign(error, { name: 'UserError' }));
}

/** As the engine process does it, of the stand-in's encoder. */
function attention(family: Family, image: Float32Array, query: Query): AttentionView {
  const layers = attentionViews(intermediatesOf(family, image), query, modelOf(family).grid, [SIZE, SIZE]);
  return { input: planarToRgb(image, SIZE, SIZE), layers };
}

function features(family: Family, image: Float32Array, patch: number | undefined): FeaturesView {
  const layers = intermediatesOf(family, image);
  const similarity = patch === undefined ? undefined : featureSimilarity(layers, patch, modelOf(family).grid);
  return {
    input: planarToRgb(image, SIZE, SIZE),
    layers: featureColours(layers).map((layer, i) => ({ ...layer, similarity: similarity?.[i] })),
  };
}
