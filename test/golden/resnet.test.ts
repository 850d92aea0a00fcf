import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { maskBand } from '../../extension/engine/config/maskBand.js';
import { chooseMasks, filterSpectrum } from '../../extension/engine/corruption/filter.js';
import { imagenetStatistics } from '../../extension/engine/input/input.js';
import { normalise } from '../../extension/engine/input/normalise.js';
import { lowPassMasks, pretextObjective } from '../../extension/engine/methods/mfm/objective.js';
import type { PretrainModel } from '../../extension/engine/models/model.js';
import { AdamW } from '../../extension/engine/optimisation/adamw.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { golden } from '../support/golden.js';
import { lcg } from '../support/lcg.js';
import { pretextStep } from '../support/pretextStep.js';
import { root } from '../support/root.js';
import { tinyResnet, tinyResnetConfig } from '../support/tinyResnet.js';

/** Made by tools/make_resnet_golden.py. */
interface Case {
  kind: 'basic' | 'bottleneck';
  layers: number[];
  scale: number;
  loss: number;
  grad_norm_total: number;
  grad_norm_per_param: Record<string, number>;
  running_after_one_forward: Record<string, number[]>;
  loss_eval: number;
  features_eval_shape: number[];
  features_eval_0_pixel0_first8: number[];
  features_eval_1_last_pixel_first8: number[];
  'after_1_adamw_step_lr1e-4_clip3': Record<string, number[]>;
  loss_after_step: number;
}

const { cases } = JSON.parse(readFileSync(`${root}test/golden/resnet_golden.json`, 'utf8')) as { cases: Case[] };
const pixels = lcg(2 * 3 * 64 * 64, 5);
const images = () => tf.tensor4d(pixels, [2, 3, 64, 64]);

onEachBackend('small ResNets', use => {
  test('loss, running statistics and features equal the reference', async () => {
    await use();
    const expected = golden.resnet_1111_forward;
    const config = tinyResnetConfig('bottleneck', [1, 1, 1, 1]);
    const model = tinyResnet(config, 0.1);
    const masks = chooseMasks(tf.tensor1d([1, 0]), lowPassMasks(64, [maskBand(config)]));
    const loss = (training: boolean) =>
      pretextObjective(model, config, { images: images(), kept: masks }, { training }).loss.dataSync();
    assertClose(loss(true), [expected.loss_train_mode_batchstats], 'loss by the statistics of the batch');
    assertClose(firstOf(model, 'encoder.bn1.running_mean'), expected.bn1_running_mean_first4, 'running mean');
    assertClose(firstOf(model, 'encoder.bn1.running_var'), expected.bn1_running_var_first4, 'running variance');
    assertClose(loss(false), [expected.loss_eval_after_one_train_forward], 'loss by the running statistics');
    assertClose(firstOf(model, 'encoder.bn1.running_mean'), expected.bn1_running_mean_first4, 'running mean, still');
    const features = model.encode(normalise(images(), imagenetStatistics));
    assert.deepEqual(features.shape, [2 * 2 * 2, 2048]);
    assertClose(features.dataSync().slice(0, 6), expected.eval_feat_0_first6, 'features of the clean images');
  });

  for (const expected of cases) {
    const { kind, layers, scale } = expected;
    const title = `${kind} blocks [${layers}]`;
    const config = tinyResnetConfig(kind, layers);
    const masks = () => chooseMasks(tf.tensor1d([1, 0]), lowPassMasks(64, [maskBand(config)]));
    const objective = (model: PretrainModel, training: boolean) =>
      pretextObjective(model, config, { images: images(), kept: masks() }, { training }).loss as tf.Scalar;

    test(`${title}: the gradient norm of every parameter equals the reference`, async () => {
      await use();
      const model = tinyResnet(config, scale);
      const variables = model.parameters.all();
      const { value, grads } = tf.variableGrads(() => objective(model, true), variables);
      assertClose(value.dataSync(), [expected.loss], 'loss');
      for (const [i, { name }] of model.parameters.specs.entries()) {
        const norm = tf.norm(tf.reshape(grads[variables[i]!.name]!, [-1])).dataSync();
        assertClose(norm, [expected.grad_norm_per_param[name]!], name);
      }
    });

    test(`${title}: one AdamW step equals the reference`, async () => {
      await use();
      const model = tinyResnet(config, scale);
      const optimiser = new AdamW(model.parameters, { betas: [0.9, 0.95], epsilon: 1e-8, weightDecay: 0.05 });
      const step = pretextStep(model, optimiser, config);
      const input = {
        images: pixels,
        lowPass: Uint8Array.of(1, 0),
        step: 0,
        rates: () => 1e-4,
        update: 1,
        updates: true,
      };
      const output = await step.run(input);
      assertClose([output.loss], [expected.loss], 'loss');
      assertClose([output.gradNorm!], [expected.grad_norm_total], 'gradient norm');
      for (const [name, values] of Object.entries(expected.running_after_one_forward)) {
        assertClose(firstOf(model, name), values, name);
      }
      for (const [name, values] of Object.entries(expected['after_1_adamw_step_lr1e-4_clip3'])) {
        assertClose(firstOf(model, name), values, name);
      }
      assertClose(objective(model, true).dataSync(), [expected.loss_after_step], 'loss after the step');
    });

    test(`${title}: evaluation by the running statistics equals the reference`, async () => {
      await use();
      const model = tinyResnet(config, scale);
      objective(model, true);
      assertClose(objective(model, false).dataSync(), [expected.loss_eval], 'loss');
      const features = model.encode(normalise(filterSpectrum(images(), masks()), imagenetStatistics));
      const [batch, width, grid] = expected.features_eval_shape as [number, number, number];
      assert.deepEqual(features.shape, [batch * grid * grid, width]);
      const values = features.dataSync();
      assertClose(values.slice(0, 8), expected.features_eval_0_pixel0_first8, 'first pixel');
      assertClose(values.slice(-width).slice(0, 8), expected.features_eval_1_last_pixel_first8, 'last pixel');
    });
  }
});

function firstOf(model: PretrainModel, name: string): ArrayLike<number> {
  return model.parameters.get(name).dataSync().slice(0, 4);
}
