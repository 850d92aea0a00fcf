import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { loadConfig } from '../../extension/engine/config/load.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { root } from '../support/root.js';

const preset = (name: string) => loadConfig(`${root}examples/configs/${name}.yaml`);

/** The peak learning rate after scaling (fact sheet 1.12). */
function peak({ DATA, TRAIN }: Config): number {
  return (TRAIN.BASE_LR * DATA.BATCH_SIZE * TRAIN.ACCUMULATION_STEPS) / 512;
}

test('demo.yaml finds the photographs and trains at a learning rate of 2e-3', async () => {
  const config = await preset('demo');
  assert.ok(statSync(config.DATA.DATA_PATH).isDirectory());
  const photos = readdirSync(config.DATA.DATA_PATH, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.jpg'),
  );
  assert.ok(photos.length >= config.DATA.BATCH_SIZE);
  assert.ok(Math.abs(peak(config) - 2e-3) < 1e-12);
  assert.equal(config.MODEL.RECOVER_TARGET_TYPE, 'masked');
});

for (const [name, width, heads] of [
  ['vit_tiny', 192, 3],
  ['vit_small', 384, 6],
  ['vit_base', 768, 12],
] as const) {
  test(`${name}.yaml holds the paper's pre-training settings`, async () => {
    const config = await preset(name);
    const { DATA, MODEL, TRAIN } = config;
    assert.deepEqual([MODEL.VIT.EMBED_DIM, MODEL.VIT.DEPTH, MODEL.VIT.NUM_HEADS], [width, 12, heads]);
    assert.deepEqual([MODEL.VIT.INIT_VALUES, MODEL.DROP_PATH_RATE, MODEL.RECOVER_TARGET_TYPE], [null, 0, 'masked']);
    assert.deepEqual([DATA.IMG_SIZE, DATA.MASK_RADIUS1, DATA.SAMPLE_RATIO], [224, 16, 0.5]);
    assert.deepEqual([TRAIN.EPOCHS, TRAIN.WARMUP_EPOCHS, TRAIN.OPTIMIZER.BETAS], [300, 20, [0.9, 0.95]]);
    assert.ok(Math.abs(peak(config) - 1.2e-3) < 1e-12);
  });
}
