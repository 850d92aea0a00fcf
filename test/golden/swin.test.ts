import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { maskBand } from '../../extension/engine/config/maskBand.js';
import { chooseMasks, filterSpectrum } from '../../extension/engine/corruption/filter.js';
import { cells } from '../../extension/engine/input/grid.js';
import { imagenetStatistics } from '../../extension/engine/input/input.js';
import { normalise } from '../../extension/engine/input/normalise.js';
import { lowPassMasks, pretextObjective } from '../../extension/engine/methods/mfm/objective.js';
import { createModel } from '../../extension/engine/models/model.js';
import { isDecayed } from '../../extension/engine/models/parameters.js';
import { Taps } from '../../extension/engine/models/taps.js';
import { AdamW } from '../../extension/engine/optimisation/adamw.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { pretextStep } from '../support/pretextStep.js';
import { swinCases, swinConfig, swinModel } from '../support/smallSwin.js';

for (const [name, expected] of Object.entries(swinCases)) {
  test(`small Swin, ${name}: parameters and what is not decayed`, () => {
    const { specs } = createModel(swinConfig(expected)).parameters;
    assert.deepEqual(
      specs.map(spec => [spec.name, spec.shape]),
      Object.entries(expected.parameters),
    );
    assert.deepEqual(
      specs.filter(spec => !isDecayed(spec)).map(spec => spec.name),
      expected.not_decayed,
    );
  });
}

onEachBackend('small Swin', use => {
  for (const [name, expected] of Object.entries(swinCases)) {
    const size = expected.config.image;
    const pixels = lcg(2 * 3 * size * size, 1);
    const images = () => tf.tensor4d(pixels, [2, 3, size, size]);
    const masks = () => chooseMasks(tf.tensor1d([1, 0]), lowPassMasks(size, [maskBand(swinConfig(expected))]));
    const corrupted = () => normalise(filterSpectrum(images(), masks()), imagenetStatistics);

    describe(name, () => {
      test('features, prediction and loss equal the reference', async () => {
        await use();
        const model = swinModel(expected);
        const [batch, tokens, width] = expected.features_shape;
        const features = model.encode(corrupted());
        assert.deepEqual(features.shape, [batch * tokens, width]);
        assertClose(features.dataSync().slice(0, width), expected.features_first, 'first features');
        assertClose(features.dataSync().slice(-width), expected.features_last, 'last features');
        assertClose(model.predict(corrupted()).dataSync().slice(0, size), expected.predicted_first, 'first row');
        const { loss } = pretextObjective(model, swinConfig(expected), { images: images(), kept: masks() });
        assertClose(loss.dataSync(), [expected.loss], 'loss');
      });

      test('taps get the attention within every window and the tokens after every block', async () => {
        await use();
        const model = swinModel(expected);
        const taps = new Taps();
        model.encode(corrupted(), { taps });
        for (const [i, { grid, width, attention, name }] of model.encoder.layers.entries()) {
          const { size: side } = attention!.window!;
          const windows = cells(grid) / side ** 2;
          assert.deepEqual(taps.attention[i]!.shape, [2 * windows, attention!.heads, side ** 2, side ** 2], name);
          assert.deepEqual(taps.tokens[i]!.shape, [2 * cells(grid), width], name);
          const block = expected.blocks[i]!;
          assertClose(taps.tokens[i]!.dataSync().slice(-width), block.tokens_last, `${name}: last token`);
          const last = taps.attention[i]!.dataSync().slice(-(side ** 4));
          assertClose([...last.slice(0, side ** 2), ...last.slice(-(side ** 2))], block.attention_ends, name);
        }
      });

      for (const recompute of [false, true]) {
        test(`the gradient norm of every parameter equals the reference, recomputed: ${recompute}`, async () => {
          await use();
          const config = swinConfig(expected);
          config.TRAIN.USE_CHECKPOINT = recompute;
          const model = swinModel(expected, config);
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
        const config = swinConfig(expected);
        const model = swinModel(expected, config);
        const optimiser = new AdamW(model.parameters, { betas: [0.9, 0.95], epsilon: 1e-8, weightDecay: 0.05 });
        const step = pretextStep(model, optimiser, config);
        const input = { images: pixels, lowPass: Uint8Array.of(1, 0), step: 0, rate: 1e-3, update: 1, updates: true };
        const output = await step.run(input);
        assertClose([output.loss], [expected.loss], 'loss');
        assertClose([output.gradNorm], [expected.gradient_norm], 'gradient norm');
        for (const { name } of model.parameters.specs) {
          const expectedValues = expected.after_step[name]!;
          assertClose(model.parameters.get(name).dataSync().slice(0, 4), expectedValues, name);
        }
        const { loss } = pretextObjective(model, config, { images: images(), kept: masks() });
        assertClose(loss.dataSync(), [expected.loss_after_step], 'loss after the step');
      });
    });
  }
});
