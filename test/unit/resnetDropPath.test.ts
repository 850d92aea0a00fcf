import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { type Classifier, createClassifier } from '../../extension/engine/models/classifier.js';
import type { Pass } from '../../extension/engine/models/encoder.js';
import { createModel } from '../../extension/engine/models/model.js';
import { Taps } from '../../extension/engine/models/taps.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { tinyResnetConfig } from '../support/tinyResnet.js';

const layers = [2, 1, 1, 1];
const blocks = 5;
const side = 32;
/** Of a block of the first stage, in values of an image. */
const length = (side / 4) ** 2 * 64;

function config() {
  const made = tinyResnetConfig('basic', layers);
  made.DATA.IMG_SIZE = side;
  Object.assign(made.MODEL, { NAME: 'finetune', DROP_PATH_RATE: 0.2 });
  return made;
}

/** With seeded parameters: no branch begins as zero. */
function classifier(): Classifier {
  const made = createClassifier(config(), 3);
  made.parameters.initialise(0);
  for (const [k, { name, shape }] of made.parameters.specs.entries()) {
    const count = shape.reduce((a, b) => a * b, 1);
    const shift = /(bn\d|downsample\.1)\.weight$/.test(name) ? 1 : 0;
    const values = lcg(count, 300 + k).map(u => (u - 0.5) * 0.1 + shift);
    made.parameters.set(name, values);
  }
  return made;
}

const images = () => tf.tensor4d(lcg(2 * 3 * side * side, 3), [2, 3, side, side]);
/** Each branch counts 1 for each image, but that of the second block `second`. */
const keepOf = (second: number[]) => tf.tensor2d(Array.from({ length: blocks }, (_, i) => (i === 1 ? second : [1, 1])));

/** What the first two blocks give for both images. */
function firstBlocks(made: Classifier, keep?: tf.Tensor): Float32Array[] {
  const taps = new Taps();
  made.classify(images(), { keep, taps });
  return taps.tokens.slice(0, 2).map(tokens => tokens.dataSync<'float32'>());
}

test('rates rise evenly over the blocks of a ResNet that is fine-tuned; one that is pre-trained drops nothing', () => {
  const rates = createClassifier(config(), 3).encoder.dropRates.map(rate => Number(rate.toFixed(6)));
  assert.deepEqual(rates, [0, 0.05, 0.1, 0.15, 0.2]);
  const none = config();
  none.MODEL.DROP_PATH_RATE = 0;
  assert.deepEqual(createClassifier(none, 3).encoder.dropRates, []);
  assert.deepEqual(createModel(config()).encoder.dropRates, []);
});

onEachBackend('stochastic depth of a ResNet', use => {
  test('leaves the shortcut of the image whose branch is dropped, and the branch as it is in the mean', async () => {
    await use();
    const made = classifier();
    const [before, plain] = firstBlocks(made);
    const [, whole] = firstBlocks(made, keepOf([1, 1]));
    assertClose(whole!, plain!, 'nothing dropped');
    const p = 0.25;
    const [, drawn] = firstBlocks(made, keepOf([1 / (1 - p), 0]));
    assert.deepEqual(drawn!.slice(length), before!.slice(length), 'the second image passes the block unchanged');
    // Where the ReLU lets the sum through, it is linear in the branch.
    const linear = [...plain!.keys()].filter(i => i < length && plain![i]! > 0 && drawn![i]! > 0);
    assert.ok(linear.length > length / 4, String(linear.length));
    const mean = linear.map(i => p * before![i]! + (1 - p) * drawn![i]!);
    assertClose(
      mean,
      linear.map(i => plain![i]!),
      'expectation',
    );
    const moved = linear.filter(i => Math.abs(drawn![i]! - plain![i]!) > 1e-3);
    assert.ok(moved.length > 0, 'the branch that is kept counts more');
  });

  test('lets the gradient of what is kept through, and none into a branch that no image keeps', async () => {
    await use();
    const gradients = (made: Classifier, pass: Pass) => {
      const names = ['layer1.0.conv1.weight', 'layer1.1.conv1.weight', 'layer1.1.bn2.weight', 'layer2.0.bn2.weight'];
      const variables = names.map(name => made.parameters.get(name));
      const loss = () => tf.mean(tf.square(made.classify(images(), { training: true, ...pass }))) as tf.Scalar;
      const { grads } = tf.variableGrads(loss, variables);
      return variables.map(({ name }) => grads[name]!.dataSync<'float32'>());
    };
    const plain = gradients(classifier(), {});
    const whole = gradients(classifier(), { keep: keepOf([1, 1]) });
    for (const [i, values] of plain.entries())
      assertClose(whole[i]!.slice(0, 9000), values.slice(0, 9000), `gradient ${i}`, 1e-4);
    const isZero = (values: Float32Array) => values.every(value => value === 0);
    const dropped = gradients(classifier(), { keep: keepOf([0, 0]) });
    assert.deepEqual(dropped.map(isZero), [false, true, true, false]);
    const half = gradients(classifier(), { keep: keepOf([0, 2]) });
    assert.deepEqual(half.map(isZero), [false, false, false, false]);
  });
});
