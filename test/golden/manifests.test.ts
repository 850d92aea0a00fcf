import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Config, defaultConfig } from '../../extension/engine/config/schema.js';
import { createModel } from '../../extension/engine/models/model.js';
import { root } from '../support/root.js';

/** What each manifest adds to the default config. */
const manifests: Record<string, (model: Config['MODEL']) => void> = {
  vit_base_pretrain: () => {},
  vit_small_pretrain: ({ VIT }) => Object.assign(VIT, { EMBED_DIM: 384, NUM_HEADS: 6 }),
  vit_base_pretrain_rpb_ls: ({ VIT }) => Object.assign(VIT, { USE_RPB: true, INIT_VALUES: 0.1 }),
  vit_base_pretrain_srpb: ({ VIT }) => Object.assign(VIT, { USE_SHARED_RPB: true }),
  vit_base_pretrain_dec1: ({ VIT }) => Object.assign(VIT.DECODER, { EMBED_DIM: 512, DEPTH: 1, NUM_HEADS: 16 }),
  resnet50_pretrain: model => Object.assign(model, { TYPE: 'resnet' }),
  swin_tiny_pretrain: model => Object.assign(model, { TYPE: 'swin' }),
};

/** The manifests' names of our types. */
const types = { F32: 'float32', I64: 'int64' } as const;

for (const [name, set] of Object.entries(manifests)) {
  test(`${name} has every tensor of the official state in the official order`, () => {
    const config = defaultConfig();
    config.MODEL.VIT.INIT_VALUES = null;
    set(config.MODEL);
    const lines = readFileSync(`${root}test/golden/manifests/${name}.tsv`, 'utf8').trim().split('\n').slice(1);
    const actual = createModel(config).parameters.state.map(({ name, shape, buffer }) =>
      [name, shape.join('x') || 'scalar', types[buffer?.dtype ?? 'F32'], buffer ? 'buffer' : 'param'].join('\t'),
    );
    assert.deepEqual(actual, lines);
  });
}
