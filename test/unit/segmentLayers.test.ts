import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMethod } from '../../extension/engine/methods/registry.js';
import { createModel } from '../../extension/engine/models/model.js';
import { decayGroups } from '../../extension/engine/optimisation/groups.js';
import { estimateMemory } from '../../extension/engine/training/memoryEstimate.js';
import { tinyResnetConfig } from '../support/tinyResnet.js';
import { tinySegmenterConfig } from '../support/tinySegmenter.js';

test('layers of a network that segments learn the slower the deeper they lie, and its head with the whole rate', () => {
  const config = tinySegmenterConfig();
  config.TRAIN.LAYER_DECAY = 0.5;
  const { groups, parameters } = createMethod(config);
  const shareOf = (start: string) => {
    const shares = groups
      .filter(({ names }) => names.some(name => name.startsWith(start)))
      .map(({ rateScale }) => rateScale);
    return [...new Set(shares)];
  };
  // Four blocks: the head is layer 5, the embedding layer 0.
  assert.deepEqual(shareOf('decode_head.'), [1]);
  assert.deepEqual(shareOf('encoder.norm.'), [1]);
  assert.deepEqual(
    [0, 1, 2, 3].map(i => shareOf(`encoder.blocks.${i}.`)),
    [[1 / 16], [1 / 8], [1 / 4], [1 / 2]],
  );
  assert.deepEqual(shareOf('encoder.patch_embed.'), [1 / 32]);
  const names = groups.flatMap(group => group.names);
  assert.deepEqual(names.sort(), parameters.specs.map(({ name }) => name).sort());
});

test('without a decay the same parameters are decayed as ever, all with the whole rate', () => {
  const { groups, parameters } = createMethod(tinySegmenterConfig());
  assert.ok(groups.every(({ rateScale }) => rateScale === 1));
  const decayed = (all: typeof groups) => all.flatMap(({ decay, names }) => (decay ? names : [])).sort();
  assert.deepEqual(decayed(groups), decayed(decayGroups(parameters)));
});

test('branches of a ResNet that segments are dropped, of one that is pre-trained none', () => {
  const config = tinyResnetConfig('basic', [1, 1, 1, 1]);
  Object.assign(config.MODEL, { NAME: 'segment', DROP_PATH_RATE: 0.3 });
  Object.assign(config.SEGMENTATION, { CLASSES: 3 });
  const rates = createMethod(config).encoder.dropRates.map(rate => Number(rate.toFixed(6)));
  assert.deepEqual(rates, [0, 0.1, 0.2, 0.3]);
  assert.deepEqual(createModel(config).encoder.dropRates, []);
});

test('the memory estimate counts the head: its maps, and logits of every pixel', () => {
  const estimate = (change: (config: ReturnType<typeof tinySegmenterConfig>) => void) => {
    const config = tinySegmenterConfig();
    Object.assign(config.SEGMENTATION, { NAMES: [], HEAD: 'linear' });
    change(config);
    return estimateMemory(config, createMethod(config), { name: 'tensorflow' });
  };
  const linear = estimate(() => {});
  const many = estimate(({ SEGMENTATION }) => {
    SEGMENTATION.CLASSES = 150;
  });
  // 3 images of 32 x 32 pixels, 147 classes more, 4 bytes, at least a copy for the backward pass.
  assert.ok(many - linear > 2 * 3 * 32 ** 2 * 147 * 4, `${many - linear}`);
  const pyramid = estimate(({ SEGMENTATION }) => {
    Object.assign(SEGMENTATION, { HEAD: 'upernet', HEAD_WIDTH: 64 });
  });
  // The finest level alone has 32 x 32 cells of 64 channels, several times.
  assert.ok(pyramid - linear > 3 * 3 * 32 ** 2 * 64 * 4, `${pyramid - linear}`);
});
