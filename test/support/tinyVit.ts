import { type Config, defaultConfig } from '../../extension/engine/config/schema.js';
import { type Classifier, createClassifier } from '../../extension/engine/models/classifier.js';
import { createModel, type PretrainModel } from '../../extension/engine/models/model.js';
import type { Parameters } from '../../extension/engine/models/parameters.js';
import { golden } from './golden.js';
import { lcg } from './lcg.js';

/** The config of the golden tiny ViT: 16 px, patch 4, width 16, 2 blocks of 4 heads. */
export function tinyConfig(): Config {
  const config = defaultConfig();
  Object.assign(config.DATA, { IMG_SIZE: 16, MASK_RADIUS1: 3, BATCH_SIZE: 2 });
  Object.assign(config.MODEL, { DROP_PATH_RATE: 0, RECOVER_TARGET_TYPE: 'masked' });
  Object.assign(config.MODEL.VIT, { PATCH_SIZE: 4, EMBED_DIM: 16, DEPTH: 2, NUM_HEADS: 4, INIT_VALUES: null });
  config.TRAIN.OPTIMIZER.BETAS = [0.9, 0.95];
  // Another thread takes longer to start than this takes to train.
  config.TRAIN.THREADS = 1;
  return config;
}

/** The golden tiny ViT with its golden parameters. */
export function tinyModel(config = tinyConfig()): PretrainModel {
  const model = createModel(config);
  fill(model.parameters, golden.vit_tiny_forward.order, 100);
  return model;
}

/** The golden tiny classifier of five classes with its golden parameters. */
export function tinyClassifier(): Classifier {
  const config = tinyConfig();
  config.MODEL.VIT.USE_MEAN_POOLING = true;
  const classifier = createClassifier(config, 5);
  fill(classifier.parameters, golden.vit_tiny_finetune.order, 200);
  return classifier;
}

/** Golden parameters: (u - 0.5) * 0.4, plus 1 for LayerNorm weights. */
function fill(parameters: Parameters, order: string[], seed: number): void {
  parameters.initialise(0);
  for (const [k, name] of order.entries()) {
    const spec = parameters.specs.find(s => s.name === name)!;
    const count = spec.shape.reduce((a, b) => a * b, 1);
    const shift = /norm\d?\.weight$/.test(name) ? 1 : 0;
    parameters.set(
      name,
      lcg(count, seed + k).map(u => (u - 0.5) * 0.4 + shift),
    );
  }
}
