import { type Config, defaultConfig } from '../../extension/engine/config/schema.js';
import { createModel, type PretrainModel } from '../../extension/engine/models/model.js';
import { lcg } from './lcg.js';

/** The config of the golden small ResNets: 64 px, radius 5, loss on masked frequencies. */
export function tinyResnetConfig(block: 'basic' | 'bottleneck', layers: number[]): Config {
  const config = defaultConfig();
  Object.assign(config.DATA, { IMG_SIZE: 64, MASK_RADIUS1: 5, BATCH_SIZE: 2 });
  Object.assign(config.MODEL, { TYPE: 'resnet', RECOVER_TARGET_TYPE: 'masked' });
  Object.assign(config.MODEL.RESNET, { LAYERS: layers, BLOCK: block });
  config.TRAIN.OPTIMIZER.BETAS = [0.9, 0.95];
  return config;
}

/** A ResNet with golden parameters: (u - 0.5) * scale, plus 1 for batch norm weights, the k-th from the seed 300 + k. */
export function tinyResnet(config: Config, scale: number): PretrainModel {
  const model = createModel(config);
  model.parameters.initialise(0);
  for (const [k, { name, shape }] of model.parameters.specs.entries()) {
    const count = shape.reduce((a, b) => a * b, 1);
    const shift = /(bn\d|downsample\.1)\.weight$/.test(name) ? 1 : 0;
    model.parameters.set(
      name,
      lcg(count, 300 + k).map(u => (u - 0.5) * scale + shift),
    );
  }
  return model;
}
