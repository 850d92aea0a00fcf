import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { maskBand } from '../../extension/engine/config/maskBand.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { chooseMasks, filterSpectrum } from '../../extension/engine/corruption/filter.js';
import { imagenetStatistics } from '../../extension/engine/input/input.js';
import { normalise } from '../../extension/engine/input/normalise.js';
import { lowPassMasks, pretextObjective } from '../../extension/engine/methods/mfm/objective.js';
import type { PretrainModel } from '../../extension/engine/models/model.js';
import { AdamW } from '../../extension/engine/optimisation/adamw.js';
import { assertClose } from './close.js';
import { lcg } from './lcg.js';
import { pretextStep } from './pretextStep.js';

/** What the reference says of a small model's training on two images that are made, one low-pass and one high-pass. */
export interface PretextGolden {
  config: { image: number };
  loss: number;
  predicted_first: number[];
  gradient_norms: Record<string, number>;
  gradient_norm: number;
  /** The first four values of every parameter. */
  after_step: Record<string, number[]>;
  loss_after_step: number;
}

/** The two images of a case, as they are and as the encoder sees them. @param config not of the model: of its mask */
export function pretextImages({ config: { image: size } }: PretextGolden, config: Config) {
  const pixels = lcg(2 * 3 * size * size, 1);
  const images = () => tf.tensor4d(pixels, [2, 3, size, size]);
  const masks = () => chooseMasks(tf.tensor1d([1, 0]), lowPassMasks(size, [maskBand(config)]));
  const corrupted = () => normalise(filterSpectrum(images(), masks()), imagenetStatistics);
  const loss = (model: PretrainModel, its = config) =>
    pretextObjective(model, its, { images: images(), kept: masks() }).loss as tf.Scalar;
  return { pixels, corrupted, loss };
}

/** Prediction, loss, gradients (with blocks recomputed, too) and one AdamW step must be the reference's. */
export function testPretextGolden(
  use: () => Promise<unknown>,
  expected: PretextGolden,
  configOf: () => Config,
  modelOf: (config: Config) => PretrainModel,
): void {
  const { pixels, corrupted, loss } = pretextImages(expected, configOf());

  test('prediction and loss equal the reference', async () => {
    await use();
    const model = modelOf(configOf());
    const row = model.predict(corrupted()).dataSync().slice(0, expected.config.image);
    assertClose(row, expected.predicted_first, 'first row');
    assertClose(loss(model).dataSync(), [expected.loss], 'loss');
  });

  for (const recompute of [false, true]) {
    test(`the gradient norm of every parameter equals the reference, recomputed: ${recompute}`, async () => {
      await use();
      const config = configOf();
      config.TRAIN.USE_CHECKPOINT = recompute;
      const model = modelOf(config);
      const variables = model.parameters.all();
      const { grads } = tf.variableGrads(() => loss(model, config), variables);
      for (const [i, { name }] of model.parameters.specs.entries()) {
        const norm = tf.norm(tf.reshape(grads[variables[i]!.name]!, [-1])).dataSync();
        assertClose(norm, [expected.gradient_norms[name]!], name);
      }
    });
  }

  test('one AdamW step equals the reference', async () => {
    await use();
    const config = configOf();
    const model = modelOf(config);
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
    assertClose([output.loss], [expected.loss], 'loss');
    assertClose([output.gradNorm!], [expected.gradient_norm], 'gradient norm');
    for (const { name } of model.parameters.specs) {
      assertClose(model.parameters.get(name).dataSync().slice(0, 4), expected.after_step[name]!, name);
    }
    assertClose(loss(model).dataSync(), [expected.loss_after_step], 'loss after the step');
  });
}
