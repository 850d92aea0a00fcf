import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { type Config, defaultConfig } from '../../extension/engine/config/schema.js';
import { openImageFolder } from '../../extension/engine/data/folder.js';
import type { Source } from '../../extension/engine/data/source.js';
import { accuracy } from '../../extension/engine/evaluation/accuracy.js';
import { createMethod, settled } from '../../extension/engine/methods/registry.js';
import { losses } from '../../extension/engine/methods/supervised/losses.js';
import { rankOf } from '../../extension/engine/metrics/topAccuracy.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { assertClose } from '../support/close.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyConfig } from '../support/tinyVit.js';
import { userError } from '../support/userError.js';
import { writePictures } from './dataFixtures.js';

before(async () => useRuntime(await createWasmRuntime()));

function source(classes: string[], labels: number[]): Source {
  return { root: '/images', classes, entries: labels.map((label, i) => ({ path: `${i}.png`, label })) };
}

function classConfig(change: (config: Config) => void = () => {}): Config {
  const config = tinyConfig();
  config.MODEL.NAME = 'finetune';
  change(config);
  return config;
}

test('cross-entropy is -sum of targets * log softmax, in the mean over the batch', () => {
  const logits = [
    [1, -2, 0.5],
    [30, 0, -30],
  ];
  const targets = [
    [0.9, 0.05, 0.05],
    [0, 1, 0],
  ];
  const expected = logits.map((row, i) => {
    const sum = Math.log(row.reduce((total, x) => total + Math.exp(x), 0));
    return -row.reduce((total, x, k) => total + targets[i]![k]! * (x - sum), 0);
  });
  const found = losses['cross-entropy'](tf.tensor2d(logits), tf.tensor2d(targets)).dataSync();
  assertClose(found, [(expected[0]! + expected[1]!) / 2], 'cross-entropy');
});

test('targets are the labels, smoothed; there are as many classes as folders', async () => {
  const images = { ...source(['a', 'b', 'c', 'd'], [0, 3, 1]), skipped: [] };
  const config = settled(
    classConfig(c => (c.MODEL.LABEL_SMOOTHING = 0.1)),
    images,
  );
  assert.equal(config.MODEL.NUM_CLASSES, 4);
  const method = createMethod(config);
  assert.deepEqual([method.kind.name, method.parameters.specs.at(-1)!.shape], ['supervised', [4]]);
  const { ofEntry, fields } = await method.objective(images);
  assert.deepEqual(
    fields.map(({ name, shape }) => [name, shape]),
    [
      ['images', [3, 16, 16]],
      ['targets', [4]],
      ['mix', [6]],
    ],
  );
  assertClose(Float32Array.from(ofEntry[0]!.of(1)), [0.025, 0.025, 0.025, 0.925], 'targets');
  assert.deepEqual(settled(defaultConfig(), images), defaultConfig(), 'pre-training needs no classes');
});

test('images without labels, or of one class, are refused in one sentence', () => {
  const refused = (images: Source, message: RegExp) =>
    assert.throws(() => settled(classConfig(), images), userError(message));
  refused(source([], [-1, -1]), /^MODEL\.NAME 'finetune' learns from labels, and \/images has no class folders: /);
  refused(source(['a'], [0, 0]), /has only one: put the images of each class/);
  refused(source(['a', 'b'], [0, -1, 1]), /^1\.png in \/images lies in no class folder; /);
});

test('the rank of a class is how many score more; of equal ones the first is the better, and what is no number the worst', () => {
  const scores = Float32Array.of(1, 5, 5, Number.NaN, 2, 0, 3);
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 6].map(label => rankOf(scores, label)),
    [4, 0, 1, 7, 3, 5, 2],
  );
});

test('accuracy is wanted with a folder of the same classes, and only of what tells classes', async t => {
  const root = await temporaryFolder(t);
  await writePictures(root, ['a/1.png', 'b/2.png', 'c/3.png']);
  const config = classConfig();
  const method = createMethod(config);
  const heldOut = await openImageFolder(root);
  const training = { ...heldOut, entries: [] };
  assert.equal(accuracy(config, method, training), undefined);
  const pretraining = tinyConfig();
  assert.equal(accuracy(pretraining, createMethod(pretraining), { ...training, heldOut }), undefined);
  const evaluator = accuracy(config, method, { ...training, heldOut })!;
  await evaluator.prepare(source(['a', 'b', 'c'], []));
  for (const [key, path, classes, other] of [
    ['DATA_PATH', '', ['a', 'c', 'd'], 'b'],
    ['VAL_PATH', root, ['a', 'b'], 'c'],
    ['VAL_PATH', root, ['a', 'b', 'c', 'd'], 'd'],
  ] as const) {
    config.DATA.VAL_PATH = path;
    await assert.rejects(
      evaluator.prepare(source([...classes], [])),
      userError(new RegExp(`^DATA\\.${key}: the class folders of .* are not those of /images \\(${other}\\); `)),
    );
  }
});
