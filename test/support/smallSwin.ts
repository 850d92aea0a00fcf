import { readFileSync } from 'node:fs';
import { type Config, defaultConfig } from '../../extension/engine/config/schema.js';
import { createModel, type PretrainModel } from '../../extension/engine/models/model.js';
import { lcg } from './lcg.js';
import type { PretextGolden } from './pretextGolden.js';
import { root } from './root.js';

/** A Swin transformer and its numbers in swin_golden.json; test/golden/tools/make_swin_golden.py says what they are. */
export interface SwinCase extends PretextGolden {
  config: {
    image: number;
    patch: number;
    width: number;
    depths: number[];
    heads: number[];
    window: number;
    ratio: number;
    radius: number;
    positions?: boolean;
    qkv_bias?: boolean;
    patch_norm?: boolean;
    scale?: number;
  };
  parameters: Record<string, number[]>;
  features_shape: [batch: number, tokens: number, width: number];
  features_first: number[];
  features_last: number[];
  blocks: { tokens_last: number[]; attention_ends: number[] }[];
  not_decayed: string[];
}

export const swinCases: Record<string, SwinCase> = JSON.parse(
  readFileSync(`${root}test/golden/swin_golden.json`, 'utf8'),
);

export function swinConfig({ config: c }: SwinCase): Config {
  const config = defaultConfig();
  Object.assign(config.DATA, { IMG_SIZE: c.image, MASK_RADIUS1: c.radius, BATCH_SIZE: 2 });
  Object.assign(config.MODEL, { TYPE: 'swin', DROP_PATH_RATE: 0, RECOVER_TARGET_TYPE: 'masked' });
  Object.assign(config.MODEL.SWIN, {
    PATCH_SIZE: c.patch,
    EMBED_DIM: c.width,
    DEPTHS: c.depths,
    NUM_HEADS: c.heads,
    WINDOW_SIZE: c.window,
    MLP_RATIO: c.ratio,
    QKV_BIAS: c.qkv_bias ?? true,
    QK_SCALE: c.scale ?? null,
    APE: c.positions ?? false,
    PATCH_NORM: c.patch_norm ?? true,
  });
  config.TRAIN.OPTIMIZER.BETAS = [0.9, 0.95];
  return config;
}

/** The model of a case with its golden parameters: (u - 0.5) * 0.4, plus 1 for LayerNorm weights. */
export function swinModel(swin: SwinCase, config = swinConfig(swin)): PretrainModel {
  const model = createModel(config);
  for (const [k, { name, shape }] of model.parameters.specs.entries()) {
    const count = shape.reduce((a, b) => a * b, 1);
    const shift = /norm\d?\.weight$/.test(name) ? 1 : 0;
    model.parameters.set(
      name,
      lcg(count, 100 + k).map(u => (u - 0.5) * 0.4 + shift),
    );
  }
  return model;
}
