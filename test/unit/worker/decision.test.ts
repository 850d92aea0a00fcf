import assert from 'node:assert/strict';
import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { DecisionView } from '../../../extension/protocol/decisionApi.js';
import { backend, withRuntime } from '../../../extension/worker/compute.js';
import { keptClassifier } from '../../../extension/worker/looking/keptClassifier.js';
import { attention } from '../../../extension/worker/methods/attention.js';
import { decision } from '../../../extension/worker/methods/decision.js';
import { features } from '../../../extension/worker/methods/features.js';
import { lookModel } from '../../../extension/worker/methods/lookModel.js';
import { writeClassifier } from '../../support/classifierFile.js';
import { assertClose } from '../../support/close.js';
import { fineTuningConfig } from '../../support/smallClassifier.js';
import { userError } from '../../support/userError.js';
import { callContext, photos, writeCheckpoint } from '../../support/workerCalls.js';

const image = `${photos}fish/fish1.jpg`;
const classes = ['cat', 'dog', 'fish'];
let folder: string;
const at = (name: string) => join(folder, `${name}.safetensors`);
const ask = (checkpoint: string, wanted: { class?: string; layer?: number; image?: string } = {}) =>
  decision({ checkpoint: at(checkpoint), image, ...wanted }, callContext() as never);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mfm-decision-'));
  await backend();
  for (const family of ['vit', 'resnet', 'swin'] as const) {
    await writeClassifier(at(family), fineTuningConfig(family, classes.length), classes);
  }
});
after(() => rm(folder, { recursive: true }));

test('a decision has the classes by name, a map on the layer’s patches, and attention where there is any', async () => {
  for (const [family, grid, rollout] of [
    ['vit', [4, 4], 16],
    ['resnet', [2, 2], undefined],
    ['swin', [8, 8], 256],
  ] as const) {
    const view = await ask(family);
    assert.deepEqual(view.answers.map(({ name }) => name).sort(), classes);
    assertClose([view.answers.reduce((sum, { probability }) => sum + probability, 0)], [1], 'sum');
    assert.deepEqual(view.explained, view.answers[0]);
    assert.deepEqual([view.map.grid, view.map.values.length], [grid, grid[0] * grid[1]]);
    assert.equal(view.rollout?.values.length, rollout);
    assert.deepEqual(view.layers[view.layer]!.grid, grid);
    assert.equal(view.input.data.length, 3 * view.input.width ** 2);
  }
});

test('another class and another layer are explained of the same answers', async () => {
  const usual = await ask('vit');
  const views = await Promise.all(classes.map(name => ask('vit', { class: name, layer: 0 })));
  for (const [i, { explained, answers, map }] of views.entries()) {
    assert.equal(explained.name, classes[i]);
    assert.deepEqual(answers, usual.answers);
    assert.equal(map.values.length, 16);
  }
  const maps = ({ map }: DecisionView) => [...map.values].join();
  assert.equal(new Set(views.map(maps)).size, 3);
  assert.deepEqual((await ask('vit')).map, usual.map);
});

test('a classifier is kept until its file changes, and what it saw until the image does', async () => {
  const kept = () => withRuntime(() => keptClassifier(at('vit')), callContext().signal);
  const first = await kept();
  const seen = await first.look(image);
  assert.equal(await first.look(image), seen);
  assert.notEqual(await first.look(`${photos}fish/fish2.jpg`), seen);
  assert.equal(await kept(), first);
  await utimes(at('vit'), 1, 1);
  assert.notEqual(await kept(), first);
});

test('attention and features of a fine-tuned checkpoint are those of its encoder', async () => {
  const checkpoint = at('vit');
  const { layers, classToken } = await lookModel({ checkpoint });
  assert.deepEqual([layers.length, classToken], [2, true]);
  const looked = await attention({ checkpoint, image, query: 'class' }, callContext() as never);
  assert.equal(looked.layers.at(-1)!.rollout.length, (await ask('vit')).rollout!.values.length);
  assert.equal((await features({ checkpoint, image }, callContext() as never)).layers.length, 2);
});

test('what cannot be decided is said in a sentence', async () => {
  await writeCheckpoint(at('encoder'), {
    ...fineTuningConfig('vit', 3),
    MODEL: { ...fineTuningConfig('vit', 3).MODEL, NAME: 'pretrain' },
  });
  await assert.rejects(ask('encoder'), userError(/holds no classifier, only an encoder/));
  await assert.rejects(ask('none'), userError(/none\.safetensors cannot be read/));
  await assert.rejects(ask('vit', { class: 'whale' }), userError(/no class whale/));
  await assert.rejects(ask('vit', { layer: 2 }), userError(/no layer 3: .* layers 1 to 2/));
  await assert.rejects(ask('vit', { image: join(folder, 'none.jpg') }), userError(/none\.jpg/));
});
