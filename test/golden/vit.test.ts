import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { maskBand } from '../../extension/engine/config/maskBand.js';
import { chooseMasks, filterSpectrum } from '../../extension/engine/corruption/filter.js';
import { imagenetStatistics } from '../../extension/engine/input/input.js';
import { normalise } from '../../extension/engine/input/normalise.js';
import { lowPassMasks, pretextObjective } from '../../extension/engine/methods/mfm/objective.js';
import { isDecayed } from '../../extension/engine/models/parameters.js';
import { AdamW } from '../../extension/engine/optimisation/adamw.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { golden } from '../support/golden.js';
import { lcg } from '../support/lcg.js';
import { pretextStep } from '../support/pretextStep.js';
import { tinyConfig, tinyModel } from '../support/tinyVit.js';

const expected = golden.vit_tiny_forward;
const pixels = lcg(2 * 3 * 256, 1);
const images = () => tf.tensor4d(pixels, [2, 3, 16, 16]);
const masks = () => chooseMasks(tf.tensor1d([1, 0]), lowPassMasks(16, [maskBand(tinyConfig())]));

onEachBackend('tiny ViT', use => {
  test('prediction and loss equal the reference', async () => {
    await use();
    const model = tinyModel();
    const prediction = model.predict(normalise(filterSpectrum(images(), masks()), imagenetStatistics));
    assert.deepEqual(prediction.shape, expected.rec_shape);
    const values = prediction.dataSync();
    const row = (b: number, c: number, y: number) => values.slice(((b * 3 + c) * 16 + y) * 16).slice(0, 16);
    assertClose(row(0, 0, 0), expected.rec_0_0_row0, 'first row');
    assertClose(row(1, 2, 15), expected.rec_1_2_row15, 'last row');
    const { loss } = pretextObjective(model, tinyConfig(), { images: images(), kept: masks() });
    assertClose(loss.dataSync(), [expected.loss_masked], 'loss');
  });

  test('the gradient norm of every parameter equals the reference', async () => {
    await use();
    const model = tinyModel();
    const variables = model.parameters.all();
    const { grads } = tf.variableGrads(
      () => pretextObjective(model, tinyConfig(), { images: images(), kept: masks() }).loss as tf.Scalar,
      variables,
    );
    for (const [i, { name }] of model.parameters.specs.entries()) {
      const norm = tf.norm(tf.reshape(grads[variables[i]!.name]!, [-1])).dataSync();
      assertClose(norm, [expected.grad_norm_per_param[name]], name);
    }
  });

  test('one AdamW step equals the reference', async () => {
    await use();
    const config = tinyConfig();
    const model = tinyModel(config);
    const optimiser = new AdamW(model.parameters, { betas: [0.9, 0.95], epsilon: 1e-8, weightDecay: 0.05 });
    const step = pretextStep(model, optimiser, config);
    const input = {
      images: pixels,
      lowPass: Uint8Array.of(1, 0),
      step: 0,
      rates: () => 1e-3,
      update: 1,
      updates: true,
    };
    const output = await step.run(input);
    assertClose([output.loss], [expected.loss_masked], 'loss');
    assertClose([output.gradNorm!], [expected.grad_norm_total], 'gradient norm');
    const after = expected['after_1_adamw_step_lr1e-3_clip3'];
    const first = (name: string) => model.parameters.get(name).dataSync().slice(0, 4);
    assertClose(first('decoder.0.weight'), after['decoder.0.weight_first4'], 'decoder.0.weight');
    assertClose(first('encoder.pos_embed'), after['encoder.pos_embed_first4'], 'encoder.pos_embed');
    const exempt = model.parameters.specs.filter(spec => !isDecayed(spec)).map(spec => spec.name);
    assert.deepEqual(exempt, after.no_decay);
    const { loss } = pretextObjective(model, config, { images: images(), kept: masks() });
    assertClose(loss.dataSync(), [expected.loss_after_step], 'loss after the step');
  });
});
