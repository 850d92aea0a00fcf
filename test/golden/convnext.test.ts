import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { maskBand } from '../../extension/engine/config/maskBand.js';
import { chooseMasks, filterSpectrum } from '../../extension/engine/corruption/filter.js';
import { imagenetStatistics } from '../../extension/engine/input/input.js';
import { normalise } from '../../extension/engine/input/normalise.js';
import { lowPassMasks, pretextObjective } from '../../extension/engine/methods/mfm/objective.js';
import { createModel } from '../../extension/engine/models/model.js';
import { Taps } from '../../extension/engine/models/taps.js';
import { AdamW } from '../../extension/engine/optimisation/adamw.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { pretextStep } from '../support/pretextStep.js';
import { convnextCases, convnextConfig, convnextModel } from '../support/smallConvnext.js';

for (const [name, expected] of Object.entries(convnextCases)) {
  test(`parameters of ConvNeXt have timm's names and shapes: ${name}`, () => {
    const { specs } = createModel(convnextConfig(expected)).parameters;
    assert.deepEqual(
      specs.map(({ name, shape }) => [name, shape]),
      Object.entries(expected.parameters),
    );
  });
}

onEachBackend('small ConvNeXt', use => {
  for (const [name, expected] of Object.entries(convnextCases)) {
    const config = convnextConfig(expected);
    const size = expected.config.image;
    const pixels = lcg(2 * 3 * size * size, 1);
    const images = () => tf.tensor4d(pixels, [2, 3, size, size]);
    const masks = () => chooseMasks(tf.tensor1d([1, 0]), lowPassMasks(size, [maskBand(config)]));
    const corrupted = () => normalise(filterSpectrum(images(), masks()), imagenetStatistics);

    describe(name, () => {
      test('features of every block, prediction and loss equal the reference', async () => {
        await use();
        const model = convnextModel(expected);
        const taps = new Taps();
        const features = model.encode(corrupted(), { taps });
        const { width } = model.encoder;
        assert.deepEqual(features.shape, expected.features_shape);
        assertClose(features.dataSync().slice(0, width), expected.features_first, 'first features');
        assertClose(features.dataSync().slice(-width), expected.features_last, 'last features');
        for (const [i, { name, width, grid }] of model.encoder.layers.entries()) {
          assert.deepEqual(taps.tokens[i]!.shape, [2 * grid[0] * grid[1], width], name);
          assertClose(taps.tokens[i]!.dataSync().slice(-width), expected.blocks_last[i]!, `${name}: last feature`);
        }
        assertClose(model.predict(corrupted()).dataSync().slice(0, size), expected.predicted_first, 'first row');
        const { loss } = pretextObjective(model, config, { images: images(), kept: masks() });
        assertClose(loss.dataSync(), [expected.loss], 'loss');
      });

      for (const recompute of [false, true]) {
        test(`the gradient norm of every parameter equals the reference, recomputed: ${recompute}`, async () => {
          await use();
          const config = convnextConfig(expected);
          config.TRAIN.USE_CHECKPOINT = recompute;
          const model = convnextModel(expected, config);
          const variables = model.parameters.all();
          const { grads } = tf.variableGrads(
            () => pretextObjective(model, config, { images: images(), kept: masks() }).loss as tf.Scalar,
            variables,
          );
          for (const [i, { name }] of model.parameters.specs.entries()) {
            const norm = tf.norm(tf.reshape(grads[variables[i]!.name]!, [-1])).dataSync();
            assertClose(norm, [expected.gradient_norms[name]!], name);
          }
        });
      }

      test('one AdamW step equals the reference', async () => {
        await use();
        const model = convnextModel(expected);
        const optimiser = new AdamW(model.parameters, { betas: [0.9, 0.95], epsilon: 1e-8, weightDecay: 0.05 });
        const step = pretextStep(model, optimiser, config);
        const input = { images: pixels, lowPass: Uint8Array.of(1, 0), step: 0, rate: 1e-3, update: 1, updates: true };
        const output = await step.run(input);
        assertClose([output.loss], [expected.loss], 'loss');
        assertClose([output.gradNorm], [expected.gradient_norm], 'gradient norm');
        for (const { name } of model.parameters.specs) {
          assertClose(model.parameters.get(name).dataSync().slice(0, 4), expected.after_step[name]!, name);
        }
        const { loss } = pretextObjective(model, config, { images: images(), kept: masks() });
        assertClose(loss.dataSync(), [expected.loss_after_step], 'loss after the step');
      });
    });
  }
});
