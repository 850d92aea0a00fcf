import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { toFloat32 } from '../../extension/engine/checkpoint/tensorData.js';
import { openTensorFile } from '../../extension/engine/checkpoint/tensorFile.js';
import { root } from '../support/root.js';

interface Expected {
  keys: string[];
  model: Record<string, { shape: number[]; sum: number; first3: number[] }>;
  lr_after: number[];
  exp_avg_0_sum: number;
}

const folder = `${root}test/golden/`;
const expected = JSON.parse(readFileSync(`${folder}tiny_vit_mfm_ckpt.expected.json`, 'utf8')) as Expected;
const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);

for (const name of ['tiny_vit_mfm_ckpt.pth', 'tiny_vit_mfm_ckpt_legacy.pth']) {
  describe(name, () => {
    test('every tensor of the model, with its name, shape and values', async () => {
      const file = await openTensorFile(folder + name);
      const model = [...file.tensors.keys()].filter(key => key.startsWith('model.'));
      assert.deepEqual(
        model,
        Object.keys(expected.model).map(key => `model.${key}`),
      );
      for (const [key, { shape, sum: wanted, first3 }] of Object.entries(expected.model)) {
        const tensor = await file.read(`model.${key}`);
        assert.deepEqual(tensor.shape, shape, key);
        const values = toFloat32(tensor);
        assert.deepEqual([...values.slice(0, 3)], first3, key);
        assert.ok(Math.abs(values.reduce((total, value) => total + value, 0) - wanted) < 1e-9, key);
      }
    });

    test('the optimiser, the schedule, the config and how far the training was', async () => {
      const file = await openTensorFile(folder + name);
      const moment = toFloat32(await file.read('optimizer.state.0.exp_avg'));
      assert.ok(Math.abs(sum(moment) - expected.exp_avg_0_sum) < 1e-12);
      const metadata = new Map(file.metadata);
      const tops = new Set([...file.tensors.keys(), ...metadata.keys()].map(path => path.split('.')[0]));
      assert.deepEqual([...tops].sort(), [...expected.keys].sort());
      assert.equal(metadata.get('epoch'), '0');
      assert.equal(metadata.get('config.MODEL.VIT.EMBED_DIM'), '16');
      assert.equal(metadata.get('amp.loss_scaler0.loss_scale'), '65536');
      assert.equal(Number(metadata.get('optimizer.param_groups.0.lr')), expected.lr_after[0]);
    });
  });
}
