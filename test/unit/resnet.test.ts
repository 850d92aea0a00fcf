import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { openFile } from '../../extension/engine/checkpoint/open.js';
import { storedModel } from '../../extension/engine/checkpoint/storedModel.js';
import { defaultConfig } from '../../extension/engine/config/schema.js';
import { createModel } from '../../extension/engine/models/model.js';
import { maxPool } from '../../extension/engine/models/resnet/resnet.js';
import { Taps } from '../../extension/engine/models/taps.js';
import { AdamW } from '../../extension/engine/optimisation/adamw.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { pretextStep } from '../support/pretextStep.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyResnet, tinyResnetConfig } from '../support/tinyResnet.js';
import { writeNamedTensors } from '../support/writeNamedTensors.js';

const names: [block: 'basic' | 'bottleneck', layers: number[], name: string][] = [
  ['basic', [2, 2, 2, 2], 'ResNet-18'],
  ['basic', [3, 4, 6, 3], 'ResNet-34'],
  ['bottleneck', [3, 4, 6, 3], 'ResNet-50'],
  ['bottleneck', [3, 4, 23, 3], 'ResNet-101'],
  ['bottleneck', [2, 2, 2, 2], 'ResNet [2, 2, 2, 2]'],
  ['basic', [1, 1, 1, 1], 'ResNet [1, 1, 1, 1], basic blocks'],
];
for (const [block, layers, name] of names) {
  test(`[${layers}] with ${block} blocks is called ${name}`, () => {
    assert.equal(createModel(tinyResnetConfig(block, layers)).name, name);
  });
}

test('a narrow network is named so, and has as many parameters as its width asks for', () => {
  const config = tinyResnetConfig('basic', [2, 2, 2, 2]);
  config.MODEL.RESNET.WIDTH = 16;
  const model = createModel(config);
  assert.equal(model.name, 'ResNet-18, width 16');
  const count = (kernel: number, from: number, to: number) => kernel ** 2 * from * to + 2 * to;
  let encoder = count(7, 3, 16);
  for (const [from, to] of [
    [16, 16],
    [16, 32],
    [32, 64],
    [64, 128],
  ] as const) {
    encoder += count(3, from, to) + 3 * count(3, to, to) + (from === to ? 0 : count(1, from, to));
  }
  assert.equal(model.parameters.count(), encoder + 129 * 3072);
});

test('the width of a network is told from a file that says nothing but its tensors', async t => {
  const config = tinyResnetConfig('bottleneck', [1, 2, 1, 1]);
  config.MODEL.RESNET.WIDTH = 8;
  const named = createModel(config).parameters.specs.filter(({ name }) => name.startsWith('encoder.'));
  const tensors = named.map(({ name, shape }): [string, { shape: number[]; values: Float32Array }] => {
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
    return [name.slice('encoder.'.length), { shape: [...shape], values }];
  });
  const file = join(await temporaryFolder(t), 'a.safetensors');
  await writeFile(file, writeNamedTensors(new Map(tensors), { half: false, safetensors: true }));
  const { LAYERS, BLOCK, WIDTH } = storedModel(await openFile(file)).config.MODEL.RESNET;
  assert.deepEqual([LAYERS, BLOCK, WIDTH], [[1, 2, 1, 1], 'bottleneck', 8]);
});

/** Known of torchvision's networks without their classifier, and of the light head from 512 or 2048 features. */
const sizes: [block: 'basic' | 'bottleneck', layers: number[], encoder: number, head: number][] = [
  ['basic', [2, 2, 2, 2], 11_176_512, 513 * 3072],
  ['basic', [3, 4, 6, 3], 21_284_672, 513 * 3072],
  ['bottleneck', [3, 4, 6, 3], 23_508_032, 2049 * 3072],
  ['bottleneck', [3, 4, 23, 3], 42_500_160, 2049 * 3072],
];
for (const [block, layers, encoder, head] of sizes) {
  test(`[${layers}] with ${block} blocks has as many parameters as torchvision's network`, () => {
    assert.equal(createModel(tinyResnetConfig(block, layers)).parameters.count(), encoder + head);
  });
}

onEachBackend('ResNet', use => {
  test('pooling takes the maximum of what is there, also of negative values at the border', async () => {
    await use();
    const values = lcg(2 * 6 * 4 * 3, 4).map(u => u - 2);
    const pooled = maxPool(tf.tensor4d(values, [2, 6, 4, 3]));
    assert.deepEqual(pooled.shape, [2, 3, 2, 3]);
    const at = (b: number, y: number, x: number, c: number) => values[((b * 6 + y) * 4 + x) * 3 + c] ?? -9;
    const actual = pooled.dataSync();
    for (let i = 0; i < actual.length; i++) {
      const [c, x, y, b] = [i % 3, Math.floor(i / 3) % 2, Math.floor(i / 6) % 3, Math.floor(i / 18)];
      const window = [-1, 0, 1].flatMap(dy => [-1, 0, 1].map(dx => [2 * y + dy, 2 * x + dx] as const));
      const inside = window.filter(([v, u]) => v >= 0 && v < 6 && u >= 0 && u < 4);
      assert.equal(actual[i], Math.max(...inside.map(([v, u]) => at(b, v, u, c))));
    }
  });

  test('taps get the features after every block, and there is no attention', async () => {
    await use();
    const model = tinyResnet(tinyResnetConfig('basic', [2, 1, 1, 1]), 0.1);
    const taps = new Taps();
    const features = model.encode(tf.zeros([2, 3, 64, 64]), { taps });
    const { layers } = model.encoder;
    assert.deepEqual(
      layers.map(({ name }) => name),
      ['layer1.0', 'layer1.1', 'layer2.0', 'layer3.0', 'layer4.0'],
    );
    assert.equal(taps.attention.length, 0);
    assert.deepEqual(
      taps.tokens.map(({ shape }) => shape),
      layers.map(({ grid, width }) => [2 * grid[0] * grid[1], width]),
    );
    assert.deepEqual(taps.tokens.at(-1)!.dataSync(), features.dataSync());
  });

  test('recomputing the blocks changes memory, not results, and batches are counted once', async () => {
    await use();
    const pixels = lcg(2 * 3 * 64 * 64, 5);
    const train = async (recompute: boolean) => {
      const config = tinyResnetConfig('basic', [2, 1, 1, 1]);
      config.TRAIN.USE_CHECKPOINT = recompute;
      const model = tinyResnet(config, 0.1);
      const optimiser = new AdamW(model.parameters, { betas: [0.9, 0.95], epsilon: 1e-8, weightDecay: 0.05 });
      const step = pretextStep(model, optimiser, config);
      const input = { images: pixels, lowPass: Uint8Array.of(1, 0), rates: () => 1e-4, updates: true };
      const output = await step.run({ ...input, step: 0, update: 1 });
      const state = model.parameters.stored.map(
        ({ name }) => [name, model.parameters.get(name).dataSync().slice(0, 500)] as const,
      );
      return { output, state };
    };
    const [kept, recomputed] = [await train(false), await train(true)];
    assertClose([recomputed.output.loss], [kept.output.loss], 'loss', 1e-6);
    assertClose([recomputed.output.gradNorm!], [kept.output.gradNorm!], 'gradient norm', 1e-5);
    for (const [i, [name, values]] of kept.state.entries()) {
      assertClose(recomputed.state[i]![1], values, name, 1e-5);
      if (name.endsWith('num_batches_tracked')) assert.deepEqual([...values], [1]);
    }
  });

  test('every micro-batch moves the running statistics, and an update is made of all of them', async () => {
    await use();
    const config = tinyResnetConfig('basic', [1, 1, 1, 1]);
    config.TRAIN.ACCUMULATION_STEPS = 2;
    const model = tinyResnet(config, 0.1);
    const optimiser = new AdamW(model.parameters, { betas: [0.9, 0.95], epsilon: 1e-8, weightDecay: 0.05 });
    const step = pretextStep(model, optimiser, config);
    const weight = () => model.parameters.get('encoder.conv1.weight').dataSync().slice();
    const mean = () => model.parameters.get('encoder.bn1.running_mean').dataSync().slice();
    const [weights, means] = [[weight()], [mean()]];
    for (const i of [0, 1]) {
      const images = lcg(2 * 3 * 64 * 64, 5 + i);
      await step.run({ images, lowPass: Uint8Array.of(1, 0), step: i, rates: () => 1e-4, update: 1, updates: i === 1 });
      weights.push(weight());
      means.push(mean());
    }
    assert.deepEqual(weights[1], weights[0]);
    assert.notDeepEqual(weights[2], weights[1]);
    assert.notDeepEqual(means[1], means[0]);
    assert.notDeepEqual(means[2], means[1]);
    assert.deepEqual([...model.parameters.get('encoder.bn1.num_batches_tracked').dataSync()], [2]);
  });
});

test('dropout is refused', () => {
  const config = defaultConfig();
  config.MODEL.TYPE = 'resnet';
  config.MODEL.DROP_RATE = 0.1;
  assert.throws(() => createModel(config), { name: 'UserError', message: /MODEL\.DROP_RATE is not supported/ });
});
