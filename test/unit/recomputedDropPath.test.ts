import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../extension/engine/config/schema.js';
import { createClassifier } from '../../extension/engine/models/classifier.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { smallConfigs } from '../support/families.js';
import { lcg } from '../support/lcg.js';

/** The gradient of the encoder's first weight, through all blocks, where the second image has lost every other branch. */
function gradient(config: Config, recompute: boolean): Float32Array {
  config.MODEL.DROP_PATH_RATE = 0.2;
  config.TRAIN.USE_CHECKPOINT = recompute;
  const { classify, encoder, parameters } = createClassifier(config, 3);
  parameters.initialise(0);
  // Neither branches nor logits begin as zero.
  for (const [k, { name, shape }] of parameters.specs.entries()) {
    const count = shape.reduce((a, b) => a * b, 1);
    const shift = shape.length === 1 && name.endsWith('weight') ? 1 : 0;
    const values = lcg(count, 40 + k).map(u => (u - 0.5) * 0.2 + shift);
    parameters.set(name, values);
  }
  const { IMG_SIZE: side } = config.DATA;
  const images = tf.tensor4d(lcg(2 * 3 * side * side, 3), [2, 3, side, side]);
  const keep = tf.tensor2d(encoder.dropRates.map((_, row) => [1, row % 2]));
  const first = parameters.get(
    encoder.state.find(({ name }) => name.endsWith('weight'))!.name.slice('encoder.'.length),
  );
  const loss = () => tf.mean(tf.square(classify(images, { training: true, keep }))) as tf.Scalar;
  return tf.variableGrads(loss, [first]).grads[first.name]!.dataSync<'float32'>().slice(0, 5000);
}

onEachBackend('blocks that are recomputed', use => {
  for (const [family, config] of Object.entries(smallConfigs)) {
    test(`drop the same branches again (${family})`, async () => {
      await use();
      const kept = gradient(config(), false);
      assert.ok(kept.some(value => value !== 0));
      assertClose(gradient(config(), true), kept, family, 1e-4);
    });
  }
});
