import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../extension/engine/config/schema.js';
import { cells } from '../../extension/engine/input/grid.js';
import { sideOf } from '../../extension/engine/input/input.js';
import { createClassifier } from '../../extension/engine/models/classifier.js';
import { createModel } from '../../extension/engine/models/model.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { tinyConfig } from '../support/tinyVit.js';

before(async () => useRuntime(await createWasmRuntime()));

const configs: Record<'resnet' | 'swin', Config> = { resnet: tinyConfig(), swin: tinyConfig() };
configs.resnet.MODEL.TYPE = 'resnet';
configs.resnet.DATA.IMG_SIZE = 64;
Object.assign(configs.resnet.MODEL.RESNET, { BLOCK: 'basic', LAYERS: [1, 1, 1, 1], WIDTH: 8 });
configs.swin.MODEL.TYPE = 'swin';
const small = { PATCH_SIZE: 2, EMBED_DIM: 8, DEPTHS: [2, 2], NUM_HEADS: [2, 4], WINDOW_SIZE: 4 };
Object.assign(configs.swin.MODEL.SWIN, small);

for (const [type, head] of [
  ['resnet', 'fc'],
  ['swin', 'head'],
] as const) {
  test(`logits of ${type} are a linear layer on the mean of the features that its encoder gives`, () => {
    const classifier = createClassifier(configs[type], 3);
    const { encoder, input } = createModel(configs[type]);
    const size = sideOf(input);
    const official = encoder.state.map(spec => spec.name.replace('encoder.', ''));
    const names = classifier.parameters.state.map(spec => spec.name);
    assert.deepEqual(names, [...official, `${head}.weight`, `${head}.bias`]);

    classifier.parameters.initialise(1);
    const images = tf.tensor4d(lcg(2 * 3 * size * size, 1), [2, 3, size, size]);
    const logits = classifier.classify(images).dataSync();
    const rows = encoder.encode(images, classifier.encoderParameters, {}).dataSync();
    const [weight, bias] = ['weight', 'bias'].map(name => classifier.parameters.get(`${head}.${name}`).dataSync());
    assertClose(logits, byDefinition(rows, cells(encoder.grid), encoder.width, weight!, bias!), 'logits');
    classifier.parameters.dispose();
  });
}

function byDefinition(
  rows: ArrayLike<number>,
  tokens: number,
  width: number,
  weight: ArrayLike<number>,
  bias: ArrayLike<number>,
): number[] {
  const logits: number[] = [];
  for (let image = 0; image < rows.length / (tokens * width); image++) {
    for (let c = 0; c < bias.length; c++) {
      let sum = 0;
      for (let i = 0; i < tokens * width; i++)
        sum += rows[image * tokens * width + i]! * weight[c * width + (i % width)]!;
      logits.push(sum / tokens + bias[c]!);
    }
  }
  return logits;
}

test('all of a classifier learns, and what training remembers is remembered under its own names', () => {
  const classifier = createClassifier(configs.resnet, 3);
  const { parameters } = classifier;
  parameters.initialise(1);
  // Blocks begin as the identity, which gives nothing inside them a gradient.
  for (const { name, shape } of parameters.specs) {
    if (name.endsWith('bn2.weight')) parameters.set(name, new Float32Array(shape[0]!).fill(1));
  }
  const images = tf.tensor4d(lcg(2 * 3 * 64 * 64, 1), [2, 3, 64, 64]);
  const { grads } = tf.variableGrads(
    () => tf.mean(tf.square(classifier.classify(images, { training: true }))) as tf.Scalar,
    parameters.all(),
  );
  for (const [i, { name }] of parameters.specs.entries()) {
    const gradient = grads[parameters.all()[i]!.name]!.dataSync();
    assert.ok(
      gradient.some(value => value !== 0),
      name,
    );
  }
  assert.ok([...parameters.get('bn1.running_mean').dataSync()].some(value => value !== 0));
  assert.deepEqual([...parameters.get('layer4.0.bn2.num_batches_tracked').dataSync()], [1]);
  parameters.dispose();
});

test("a classifier's encoder is set under the names of pre-training, and nothing but the encoder", () => {
  const { parameters, encoderParameters } = createClassifier(configs.swin, 3);
  parameters.initialise(1);
  encoderParameters.set('encoder.norm.bias', new Float32Array(16).fill(7));
  assert.equal(parameters.get('norm.bias').dataSync()[0], 7);
  assert.throws(() => encoderParameters.get('norm.bias'), /no parameter norm\.bias/);
  assert.ok(!encoderParameters.stored.some(spec => spec.name.includes('head')));
  parameters.dispose();
});
