import assert from 'node:assert/strict';
import { readFile as readBytes } from 'node:fs/promises';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import { saveCheckpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import { decodeMeta, encodeMeta } from '../../extension/engine/checkpoint/checkpointMeta.js';
import { loadModel, requireDecoder } from '../../extension/engine/checkpoint/loadModel.js';
import { openTensorFile } from '../../extension/engine/checkpoint/tensorFile.js';
import { convert } from '../../extension/engine/convert/convert.js';
import { createMethod } from '../../extension/engine/methods/registry.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { readFile } from '../../extension/host/checkpoint/readFile.js';
import type { MetricSpec } from '../../extension/protocol/metrics.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyCheckpoint } from '../support/tinyCheckpoint.js';
import { tinyConfig } from '../support/tinyVit.js';
import { userError } from '../support/userError.js';

before(async () => useRuntime(await createWasmRuntime()));

const top1: MetricSpec = { id: 'top1', label: 'Top-1', unit: '%', better: 'higher', seldom: true };
const words = { t: (text: string) => text } as Parameters<typeof readFile>[0];

/** A checkpoint of a run that learned three classes. */
async function fineTuned(t: TestContext) {
  const config = tinyConfig();
  Object.assign(config.MODEL, { NAME: 'finetune', NUM_CLASSES: 3 });
  const checkpoint = tinyCheckpoint(config);
  Object.assign(checkpoint.meta, { metric: top1, loss: 38.5, bestLoss: 42.25, classes: ['cat', 'dog', 'größer'] });
  const folder = await temporaryFolder(t);
  const file = join(folder, 'fine.safetensors');
  await saveCheckpoint(file, checkpoint);
  return { file, folder, config, checkpoint };
}

test('its values are those of the metric that it names; files without one mean the loss', async t => {
  const { file, checkpoint } = await fineTuned(t);
  const written = encodeMeta(checkpoint.meta);
  const { metric, loss, bestLoss } = decodeMeta(file, written);
  assert.deepEqual({ metric, loss, bestLoss }, { metric: top1, loss: 38.5, bestLoss: 42.25 });
  assert.ok(!('metric' in encodeMeta(tinyCheckpoint(tinyConfig()).meta)));
  for (const wrong of ['{', '{"id":"loss or so","label":"x"}', '[]', '7']) {
    assert.throws(() => decodeMeta(file, { ...written, metric: wrong }), userError(/damaged.*metric/));
  }
});

test('it names its classes; what is no list of names is damage', async t => {
  const { file, checkpoint } = await fineTuned(t);
  const written = encodeMeta(checkpoint.meta);
  assert.deepEqual(decodeMeta(file, written).classes, ['cat', 'dog', 'größer']);
  assert.ok(!('classes' in encodeMeta(tinyCheckpoint(tinyConfig()).meta)));
  for (const wrong of ['{', '[1]', '"cat"', '[["cat"]]']) {
    assert.throws(() => decodeMeta(file, { ...written, classes: wrong }), userError(/damaged.*classes/));
  }
});

test('its page has its metric, and its network with as many classes as the file tells', async t => {
  const { file, checkpoint } = await fineTuned(t);
  const { kind, progress, network, tensors, classes } = await readFile(words, file);
  assert.deepEqual([kind, progress?.metric, progress?.loss], ['checkpoint', top1, 38.5]);
  assert.deepEqual(network?.flow.at(-1)?.sizes, ['3 classes']);
  assert.equal(tensors.length, checkpoint.tensors.size);
  assert.equal(classes, 3, 'its decisions can be explained');
});

test('how many classes a file tells is known of our format and of PyTorch’s, and is nothing of a pre-trained model', async t => {
  const { file, folder } = await fineTuned(t);
  const torch = join(folder, 'fine.pth');
  await convert(file, torch);
  const described = await readFile(words, torch);
  assert.equal(described.classes, 3);
  assert.deepEqual(described.network?.flow.at(-1)?.sizes, ['3 classes']);
  const plain = join(folder, 'plain.safetensors');
  await saveCheckpoint(plain, tinyCheckpoint(tinyConfig()));
  assert.equal((await readFile(words, plain)).classes, undefined);
});

test('it is looked at by its encoder; images it cannot restore', async t => {
  const { file, checkpoint } = await fineTuned(t);
  const loaded = await loadModel(file);
  t.after(() => loaded.model.parameters.dispose());
  assert.equal(loaded.progress.loss, undefined, 'an accuracy is no loss');
  const token = loaded.model.parameters.get('encoder.cls_token').dataSync();
  assert.deepEqual(Buffer.from(token.buffer, token.byteOffset, token.byteLength), bytesOf(checkpoint, 'cls_token'));
  assert.throws(() => requireDecoder(loaded), userError(/fine\.safetensors holds no decoder, only .*ViT/));
});

test('it goes to PyTorch and back bit by bit, and its encoder alone', async t => {
  const { file, folder, config, checkpoint } = await fineTuned(t);
  const [torch, back, encoder] = ['a.pth', 'b.safetensors', 'c.safetensors'].map(name => join(folder, name));
  assert.equal((await convert(file, torch!)).content, 'checkpoint');
  await convert(torch!, back!);
  assert.deepEqual(await readBytes(back!), await readBytes(file));
  assert.equal((await convert(file, encoder!, { encoderOnly: true })).content, 'encoder');
  const { tensors, read } = await openTensorFile(encoder!);
  const head = ['head.weight', 'head.bias'];
  const { stored } = createMethod(config).parameters;
  const names = stored.map(({ name }) => name).filter(name => !head.includes(name));
  assert.deepEqual(new Set(tensors.keys()), new Set(names));
  assert.deepEqual(Buffer.from((await read('cls_token')).data), bytesOf(checkpoint, 'cls_token'));
});

test('an encoder is not written where there is none', async t => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'empty.safetensors');
  const { meta } = tinyCheckpoint(tinyConfig());
  await saveCheckpoint(file, { meta, tensors: new Map() });
  const to = join(folder, 'encoder.safetensors');
  await assert.rejects(convert(file, to, { encoderOnly: true }), userError(/empty\.safetensors holds no encoder/));
  await assert.rejects(readBytes(to), /ENOENT/);
});

function bytesOf({ tensors }: Awaited<ReturnType<typeof fineTuned>>['checkpoint'], name: string): Buffer {
  return Buffer.from(tensors.get(name)!.data);
}
