import { readFileSync } from 'node:fs';
import { type Config, defaultConfig } from '../../extension/engine/config/schema.js';
import { createModel, type PretrainModel } from '../../extension/engine/models/model.js';
import { lcg } from './lcg.js';
import type { PretextGolden } from './pretextGolden.js';
import { root } from './root.js';

/** A ConvNeXt and its numbers in convnext_golden.json; test/golden/tools/make_convnext_golden.py says what they are. */
export interface ConvnextCase extends PretextGolden {
  config: { image: number; depths: number[]; widths: number[]; scale: boolean; radius: number };
  parameters: Record<string, number[]>;
  features_shape: [rows: number, width: number];
  features_first: number[];
  features_last: number[];
  blocks_last: number[][];
}

export const convnextCases: Record<string, ConvnextCase> = JSON.parse(
  readFileSync(`${root}test/golden/convnext_golden.json`, 'utf8'),
);

export function convnextConfig({ config: c }: ConvnextCase): Config {
  const config = defaultConfig();
  Object.assign(config.DATA, { IMG_SIZE: c.image, MASK_RADIUS1: c.radius, BATCH_SIZE: 2 });
  Object.assign(config.MODEL, { TYPE: 'convnext', DROP_PATH_RATE: 0, RECOVER_TARGET_TYPE: 'masked' });
  Object.assign(config.MODEL.CONVNEXT, { DEPTHS: c.depths, DIMS: c.widths, LAYER_SCALE: c.scale ? 1e-6 : null });
  config.TRAIN.OPTIMIZER.BETAS = [0.9, 0.95];
  return config;
}

/** The model of a case with its golden parameters: (u - 0.5) * 0.4, plus 1 for the weights of norms and layer scale. */
export function convnextModel(convnext: ConvnextCase, config = convnextConfig(convnext)): PretrainModel {
  const model = createModel(config);
  for (const [k, { name, shape }] of model.parameters.specs.entries()) {
    const count = shape.reduce((a, b) => a * b, 1);
    const shift = /(norm|stem\.1|downsample\.0)\.weight$|gamma$/.test(name) ? 1 : 0;
    model.parameters.set(
      name,
      lcg(count, 100 + k).map(u => (u - 0.5) * 0.4 + shift),
    );
  }
  return model;
}
