import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { encoderTypes } from '../../extension/engine/config/encoders/registry.js';
import { defaultConfig } from '../../extension/engine/config/schema.js';
import { cells, gridOver } from '../../extension/engine/input/grid.js';
import type { InputSpec } from '../../extension/engine/input/input.js';
import { denormalise, normalise } from '../../extension/engine/input/normalise.js';
import { attentionViews } from '../../extension/engine/inspect/attention/views.js';
import { IntermediatesReader } from '../../extension/engine/inspect/intermediates.js';
import { finestGrid } from '../../extension/engine/inspect/patchGrid.js';
import { pretextObjective } from '../../extension/engine/methods/mfm/objective.js';
import { createModel } from '../../extension/engine/models/model.js';
import { createEncoder } from '../../extension/engine/models/registry.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';

/** Pictures that are no squares, of two channels with statistics of their own. */
const input: InputSpec = { channels: 2, size: [64, 96], mean: [0.2, 0.6], std: [0.5, 0.1] };
const pixels = lcg(2 * 2 * 64 * 96, 1);
const images = () => tf.tensor4d(pixels, [2, 2, 64, 96]);

/** A small config of each family; its own IMG_SIZE does not matter here. */
function configOf(type: (typeof encoderTypes)[number]) {
  const config = defaultConfig();
  Object.assign(config.MODEL, { TYPE: type, DROP_PATH_RATE: 0 });
  Object.assign(config.MODEL.VIT, { PATCH_SIZE: 16, EMBED_DIM: 8, DEPTH: 1, NUM_HEADS: 2, USE_RPB: true });
  Object.assign(config.MODEL.SWIN, { EMBED_DIM: 4, DEPTHS: [2, 2], NUM_HEADS: [1, 2], WINDOW_SIZE: 4 });
  Object.assign(config.MODEL.RESNET, { LAYERS: [1, 1, 1, 1], BLOCK: 'basic', WIDTH: 8 });
  Object.assign(config.MODEL.CONVNEXT, { DEPTHS: [1, 1], DIMS: [4, 8] });
  return config;
}

/** Pixels a side of one feature. */
const features = { vit: 16, swin: 8, resnet: 32, convnext: 8 };

onEachBackend('inputs that are no squares and have two channels', use => {
  for (const type of encoderTypes) {
    test(`a ${type} encodes them, predicts them, and has a loss and gradients`, async () => {
      await use();
      const config = configOf(type);
      const model = createModel(config, input);
      const { encoder, parameters } = model;
      assert.deepEqual(encoder.grid, gridOver(input.size, features[type]));
      parameters.initialise(1);
      const rows = encoder.encode(normalise(images(), input), parameters, {});
      assert.deepEqual(rows.shape, [2 * (cells(encoder.grid) + (encoder.classToken ? 1 : 0)), encoder.width]);
      const { prediction, loss } = pretextObjective(model, config, { images: images() });
      assert.deepEqual(prediction.shape, [2, 2, 64, 96]);
      const { value, grads } = tf.variableGrads(
        () => pretextObjective(model, config, { images: images() }).loss as tf.Scalar,
        parameters.all(),
      );
      assertClose(value.dataSync(), loss.dataSync(), 'loss');
      const sizes = Object.values(grads).map(gradient => Number(tf.norm(tf.reshape(gradient, [-1])).dataSync()[0]));
      assert.ok(sizes.every(Number.isFinite) && sizes.some(size => size > 0), `${sizes}`);
      parameters.dispose();
    });
  }

  for (const type of ['vit', 'swin'] as const) {
    test(`a part of the picture is where it was: attention of a ${type}`, async () => {
      await use();
      const model = createModel(configOf(type), input);
      model.parameters.initialise(1);
      const reader = new IntermediatesReader(model);
      const layers = await reader.run(pixels.slice(0, 2 * 64 * 96));
      reader.dispose();
      const finest = finestGrid(model.encoder);
      const views = attentionViews(layers, cells(finest) - 1, finest, input.size);
      for (const [i, { maps, toClass, rollout, distance }] of views.entries()) {
        const { grid, attention } = layers[i]!;
        assert.equal(maps.length, attention!.heads * cells(grid));
        assertClose([sum(maps) + (toClass ? sum(toClass) : 0)], [attention!.heads], `layer ${i}`);
        assert.equal(rollout.length, cells(finest));
        assert.ok(distance.every(far => far > 0 && far < Math.hypot(64, 96)));
      }
      model.parameters.dispose();
    });
  }

  test('what stands in a corner of the picture changes the feature of that corner alone', async () => {
    await use();
    const config = configOf('convnext');
    Object.assign(config.MODEL.CONVNEXT, { DEPTHS: [1], DIMS: [4] });
    const encoder = createEncoder(config, 'pretraining', input);
    const model = createModel(config, input);
    model.parameters.initialise(1);
    const marked = pixels.map((value, i) => (i % (64 * 96) === 64 * 96 - 1 ? 1 - value : value));
    const [before, after] = [pixels, marked].map(values =>
      encoder.encode(tf.tensor4d(values, [2, 2, 64, 96]), model.parameters, {}).dataSync(),
    );
    const changed = new Set<number>();
    for (const [i, value] of before!.entries()) if (value !== after![i]) changed.add(Math.floor(i / 4) % (16 * 24));
    // The patch itself, and those whose 7 x 7 neighbours it is among.
    for (const feature of changed) assert.ok(Math.floor(feature / 24) >= 12 && feature % 24 >= 20, `${feature}`);
    assert.ok(changed.has(16 * 24 - 1));
    model.parameters.dispose();
  });

  test('pixels are normalised channel by channel, and back', async () => {
    await use();
    const normalised = normalise(images(), input);
    const expected = pixels.map((value, i) => {
      const channel = Math.floor(i / (64 * 96)) % 2;
      return (value - input.mean[channel]!) / input.std[channel]!;
    });
    assertClose(normalised.dataSync(), expected, 'normalised');
    assertClose(denormalise(normalised, input).dataSync(), pixels, 'back');
  });
});

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}
