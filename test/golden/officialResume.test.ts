import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { loadModel } from '../../extension/engine/checkpoint/loadModel.js';
import { openSavedRun } from '../../extension/engine/checkpoint/savedRun.js';
import { elementCount } from '../../extension/engine/checkpoint/tensorData.js';
import { createModel } from '../../extension/engine/models/model.js';
import { isDecayed } from '../../extension/engine/models/parameters.js';
import { AdamW } from '../../extension/engine/optimisation/adamw.js';
import { restoreState } from '../../extension/engine/training/state.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { root } from '../support/root.js';
import { tinyConfig } from '../support/tinyVit.js';

type Slot = [name: string, variable: tf.Variable];

type Numbers = Record<'value' | 'exp_avg' | 'exp_avg_sq', number[]>;

const adamw = JSON.parse(readFileSync(`${root}test/golden/adamw_after_resume.json`, 'utf8')) as {
  lr: number;
  after: Record<string, Numbers>;
};
const expected = JSON.parse(readFileSync(`${root}test/golden/tiny_vit_mfm_ckpt.expected.json`, 'utf8'));

onEachBackend('an official checkpoint', use => {
  for (const name of ['tiny_vit_mfm_ckpt.pth', 'tiny_vit_mfm_ckpt_legacy.pth']) {
    const file = `${root}test/golden/${name}`;

    test(`${name} is a model with the config inside`, async () => {
      await use();
      const { model, config, progress, report } = await loadModel(file);
      assert.equal(report, undefined);
      assert.deepEqual(progress, { epoch: 1 });
      assert.equal(config.MODEL.VIT.EMBED_DIM, 16);
      assert.deepEqual(config.TRAIN.OPTIMIZER.BETAS, [0.9, 0.95]);
      for (const [key, { sum, first3 }] of Object.entries<{ sum: number; first3: number[] }>(expected.model)) {
        const values = model.parameters.get(key).dataSync<'float32'>();
        assert.deepEqual([...values.slice(0, 3)], first3, key);
        assert.ok(Math.abs(values.reduce((total, value) => total + value, 0) - sum) < 1e-9, key);
      }
      model.parameters.dispose();
    });

    test(`${name} is continued: moments, epoch, and the step that PyTorch's AdamW would take`, async () => {
      await use();
      const { parameters } = createModel(tinyConfig());
      parameters.initialise(1);
      const optimiser = new AdamW(parameters, { betas: [0.9, 0.95], epsilon: 1e-8, weightDecay: 0.05 });
      const counts = { stepsPerEpoch: 7, accumulation: 2 };
      const { progress, tensors, sums } = await openSavedRun(file, parameters, counts);
      await restoreState(file, tensors, { parameters, optimiser, sums: () => undefined });
      assert.equal(sums, false);
      const { step, updates, lastUpdate, lastLoss } = progress;
      assert.deepEqual([step, updates, lastUpdate, lastLoss], [7, 1, 5, null]);
      const moment = optimiser.slots(parameters.specs.find(isDecayed)!.name)[0]![1].dataSync<'float32'>();
      assert.ok(Math.abs(moment.reduce((total, value) => total + value, 0) - expected.exp_avg_0_sum) < 1e-12);

      const gradients = parameters.specs.map(({ shape }, k) => {
        const values = lcg(elementCount(shape), 700 + k).map(u => (u - 0.5) * 0.01);
        return tf.tensor(values, shape);
      });
      const hyper = optimiser.hyper(() => adamw.lr, updates + 1);
      tf.tidy(() => optimiser.apply(gradients, tf.scalar(1), hyper));
      for (const [parameter, values] of Object.entries(adamw.after)) {
        const [[, first], [, second]] = optimiser.slots(parameter) as [Slot, Slot];
        const found = { value: parameters.get(parameter), exp_avg: first, exp_avg_sq: second };
        for (const [what, variable] of Object.entries(found)) {
          const numbers = values[what as keyof typeof found];
          assertClose(variable.dataSync().slice(0, 6), numbers, `${what} of ${parameter}`);
        }
      }
      tf.dispose([gradients, hyper]);
      optimiser.dispose();
      parameters.dispose();
    });
  }
});
