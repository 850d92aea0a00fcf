import { defaultConfig } from '../../extension/engine/config/schema.js';
import { type Classifier, createClassifier } from '../../extension/engine/models/classifier.js';
import { lcg } from './lcg.js';

/** A ViT classifier that the golden numbers describe by sizes and a seed. */
export interface SeededClassifier {
  classifier: Classifier;
  side: number;
}

/**
 * @param text begins like 'ViT img32 patch8 dim32 depth2 heads4, 5 classes'
 * @param seed of parameter k (in the official order): seed + k; values LCG * 0.2 - 0.1, norm weights 1 more
 */
export function seededClassifier(text: string, seed: number): SeededClassifier {
  const found = /^ViT img(\d+) patch(\d+) dim(\d+) depth(\d+) heads(\d+), (\d+) classes/.exec(text);
  if (!found) throw new Error(`The sizes of this classifier are not understood: ${text}`);
  const [side, patch, width, depth, heads, classes] = found.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const config = defaultConfig();
  config.DATA.IMG_SIZE = side;
  config.MODEL.DROP_PATH_RATE = 0;
  Object.assign(config.MODEL.VIT, { PATCH_SIZE: patch, EMBED_DIM: width, DEPTH: depth, NUM_HEADS: heads });
  Object.assign(config.MODEL.VIT, { INIT_VALUES: null, USE_MEAN_POOLING: true });
  const classifier = createClassifier(config, classes);
  classifier.parameters.initialise(0);
  for (const [k, { name, shape }] of classifier.parameters.specs.entries()) {
    const count = shape.reduce((a, b) => a * b, 1);
    const shift = /norm\d?\.weight$/.test(name) ? 1 : 0;
    classifier.parameters.set(
      name,
      lcg(count, seed + k).map(u => u * 0.2 - 0.1 + shift),
    );
  }
  return { classifier, side };
}
