import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { imagenetStatistics } from '../../extension/engine/input/input.js';
import { normalise } from '../../extension/engine/input/normalise.js';
import { IntermediatesReader } from '../../extension/engine/inspect/intermediates.js';
import { vitShape } from '../../extension/engine/models/encoders/vit.js';
import { Taps } from '../../extension/engine/models/taps.js';
import { Random } from '../../extension/engine/random.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { plainEncoder } from '../support/plainEncoder.js';
import { tinyConfig, tinyModel } from '../support/tinyVit.js';

const pixels = lcg(3 * 256, 5);

/** Settings of the encoder under which attention is computed differently. */
const variants: Record<string, object> = {
  'learned positions': {},
  'a position table per block and layer scale': { USE_RPB: true, INIT_VALUES: 0.1 },
  'one shared position table': { USE_SHARED_RPB: true },
};

onEachBackend('intermediates of an encoder', use => {
  for (const [name, settings] of Object.entries(variants)) {
    test(`attention and tokens equal a direct computation: ${name}`, async () => {
      await use();
      const { model, config } = variant(settings);
      const reader = new IntermediatesReader(model);
      const actual = await reader.run(pixels);
      reader.dispose();
      const input = normalise(tf.tensor4d(pixels, [1, 3, 16, 16]), imagenetStatistics).dataSync() as Float32Array;
      const expected = plainEncoder(input, model.parameters, vitShape(config, model.input, 'pretraining'));
      assert.equal(actual.length, 2);
      for (const [layer, { probabilities, tokens }] of actual.entries()) {
        assertClose(probabilities!, expected.attention[layer]!.flat(2), `attention of layer ${layer}`);
        assertClose(tokens, expected.tokens[layer]!.flat(), `tokens of layer ${layer}`);
      }
    });
  }

  test('rows of attention sum to 1', async () => {
    await use();
    const reader = new IntermediatesReader(variant({}).model);
    const layers = await reader.run(pixels);
    reader.dispose();
    for (const layer of layers) {
      const attention = layer.probabilities!;
      assert.equal(attention.length, 4 * 17 * 17);
      for (let row = 0; row < 4 * 17; row++) {
        const sum = attention.subarray(row * 17, (row + 1) * 17).reduce((total, value) => total + value, 0);
        assert.ok(Math.abs(sum - 1) < 1e-5, `row ${row} sums to ${sum}`);
      }
    }
  });

  test('looking changes nothing: the same tokens come out, recomputing blocks or not', async () => {
    await use();
    const config = tinyConfig();
    config.TRAIN.USE_CHECKPOINT = true;
    const model = tinyModel(config);
    const images = tf.tensor4d(pixels, [1, 3, 16, 16]);
    const plain = model.encode(images).dataSync();
    const taps = new Taps();
    assert.deepEqual(model.encode(images, { taps }).dataSync(), plain);
    assert.equal(taps.tokens[1]!.isDisposed, false);
  });
});

/** The tiny model with these settings; tables start at zero, where their place would not matter. */
function variant(settings: object) {
  const config = tinyConfig();
  Object.assign(config.MODEL.VIT, settings);
  const model = tinyModel(config);
  for (const { name, shape } of model.parameters.specs) {
    if (!name.endsWith('relative_position_bias_table')) continue;
    const random = new Random(7);
    const count = shape.reduce((a, b) => a * b, 1);
    model.parameters.set(
      name,
      Float32Array.from({ length: count }, () => random.uniform() - 0.5),
    );
  }
  return { model, config };
}
