import { defaultConfig } from '../../extension/engine/config/schema.js';
import { type Classifier, createClassifier } from '../../extension/engine/models/classifier.js';
import { lcg } from './lcg.js';

/**
 * The classifier that a golden file describes in words, 'ViT img32 patch8 dim32 depth2 heads4, 5 classes, mean pooling', with its
 * seeded parameters: the k-th in model order is LCG(seed + k) * 0.2 - 0.1, weights of norms one more.
 */
export function seededClassifier(description: string, seed: number): Classifier {
  const size = (pattern: RegExp) => {
    const [, digits] = pattern.exec(description) ?? [];
    if (!digits) throw new Error(`No ${pattern} in '${description}'.`);
    return Number(digits);
  };
  const config = defaultConfig();
  config.DATA.IMG_SIZE = size(/\bimg(\d+)/);
  config.MODEL.DROP_PATH_RATE = 0;
  Object.assign(config.MODEL.VIT, {
    PATCH_SIZE: size(/\bpatch(\d+)/),
    EMBED_DIM: size(/\bdim(\d+)/),
    DEPTH: size(/\bdepth(\d+)/),
    NUM_HEADS: size(/\bheads(\d+)/),
    INIT_VALUES: null,
    USE_MEAN_POOLING: /mean pooling/.test(description),
  });
  const classifier = createClassifier(config, size(/(\d+) classes/));
  for (const [k, { name, shape }] of classifier.parameters.specs.entries()) {
    const count = shape.reduce((product, side) => product * side, 1);
    const shift = /norm\d?\.weight$/.test(name) ? 1 : 0;
    classifier.parameters.set(
      name,
      lcg(count, seed + k).map(u => u * 0.2 - 0.1 + shift),
    );
  }
  return classifier;
}
