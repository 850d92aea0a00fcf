import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Checkpoint, saveCheckpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import { openFile, ownCheckpoint } from '../../extension/engine/checkpoint/open.js';
import { officialDictionary } from '../../extension/engine/checkpoint/pytorch/official/officialDictionary.js';
import { readTorchHeader } from '../../extension/engine/checkpoint/pytorch/torchFile.js';
import { writeTorch } from '../../extension/engine/checkpoint/pytorch/write/writeTorch.js';
import { sourceOf } from '../../extension/engine/checkpoint/tensorSource.js';
import { createModel } from '../../extension/engine/models/model.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { root } from '../support/root.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyCheckpoint } from '../support/tinyCheckpoint.js';
import { tinyConfig } from '../support/tinyVit.js';
import { userError } from '../support/userError.js';

type Dictionary = Map<string, unknown>;

async function write(file: string, { meta, tensors }: Checkpoint): Promise<void> {
  const sources = new Map([...tensors].map(([name, tensor]) => [name, sourceOf(tensor)]));
  await writeTorch(
    file,
    officialDictionary(file, { meta, tensors: sources }, config => createModel(config).parameters),
  );
}

test('ours, as a PyTorch file, and ours again: not a bit differs', async t => {
  const folder = await temporaryFolder(t);
  const [first, torch, second] = ['a.safetensors', 'b.pth', 'c.safetensors'].map(name => join(folder, name)) as Three;
  const config = tinyConfig();
  config.MODEL.VIT.USE_RPB = true;
  await saveCheckpoint(first, tinyCheckpoint(config, { sums: true }));
  await write(torch, await loadCheckpoint(first));
  const back = await loadCheckpoint(torch);
  assert.deepEqual(back, await loadCheckpoint(first));
  await saveCheckpoint(second, back);
  assert.deepEqual(await readFile(second), await readFile(first));
});

test('what was made without moments comes back without', async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  const checkpoint = tinyCheckpoint(tinyConfig(), { moments: false });
  await write(file, checkpoint);
  const keys = [...((await readTorchHeader(file)).values as Dictionary).keys()];
  assert.deepEqual(keys, ['model', 'max_accuracy', 'epoch', 'config', 'mfm']);
  assert.deepEqual(await loadCheckpoint(file), checkpoint);
});

test('the counts of batches of a ResNet are whole numbers, there and back', async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  const config = tinyConfig();
  config.MODEL.TYPE = 'resnet';
  config.DATA.IMG_SIZE = 32;
  Object.assign(config.MODEL.RESNET, { LAYERS: [1, 1, 1, 1], BLOCK: 'basic', WIDTH: 8 });
  const checkpoint = tinyCheckpoint(config, { moments: false });
  await write(file, checkpoint);
  const { tensors } = await readTorchHeader(file);
  assert.equal(tensors.get('model.encoder.bn1.num_batches_tracked')!.dtype, 'I64');
  assert.deepEqual(await loadCheckpoint(file), checkpoint);
});

type Three = [string, string, string];

test('the dictionary has what the official code writes, and its schedule', async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  const config = tinyConfig();
  // So that the base rate is the config's.
  config.DATA.BATCH_SIZE = 512;
  config.TRAIN.CLIP_GRAD = 3;
  await write(file, tinyCheckpoint(config));
  const ours = (await readTorchHeader(file)).values as Dictionary;
  const theirs = (await readTorchHeader(`${root}test/golden/tiny_vit_mfm_ckpt.pth`)).values as Dictionary;
  const keys = (value: unknown) => [...(value as Dictionary).keys()];
  assert.deepEqual(keys(ours), [...keys(theirs).filter(key => key !== 'amp'), 'mfm']);
  assert.deepEqual(keys(ours.get('model')), keys(theirs.get('model')));
  assert.deepEqual(new Map(ours.get('lr_scheduler') as Dictionary), new Map(theirs.get('lr_scheduler') as Dictionary));
  const optimizer = (value: Dictionary) => value.get('optimizer') as Dictionary;
  assert.deepEqual(keys(optimizer(ours).get('state')), keys(optimizer(theirs).get('state')));
  const groups = (value: Dictionary) => optimizer(value).get('param_groups') as Dictionary[];
  for (const [i, group] of groups(ours).entries()) {
    const wanted = groups(theirs)[i]!;
    assert.deepEqual(new Set(keys(group)), new Set(keys(wanted)));
    for (const key of ['betas', 'eps', 'weight_decay', 'initial_lr', 'params']) {
      assert.deepEqual(group.get(key), wanted.get(key), key);
    }
  }
  assert.equal(ours.get('epoch'), 1);
});

test('a checkpoint whose tensors do not fit its config is not written', async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  const checkpoint = tinyCheckpoint(tinyConfig());
  checkpoint.tensors.delete('encoder.norm.weight');
  await assert.rejects(write(file, checkpoint), userError(/does not hold encoder.norm.weight as \[16\]/));
});

test('a PyTorch file that is not ours is not taken for it, and a damaged one of ours is refused', async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  assert.equal((await openFile(`${root}test/golden/tiny_vit_mfm_ckpt.pth`)).kind, 'official');
  const cases: [Dictionary, RegExp][] = [
    [new Map(), /its mfm.names is no list of names/],
    [new Map<string, unknown>([['names', [1]]]), /its mfm.names is no list of names/],
    [
      new Map<string, unknown>([
        ['names', ['w']],
        ['parameters', []],
      ]),
      /it has no tensor mfm.tensors.w/,
    ],
    [
      new Map<string, unknown>([
        ['names', []],
        ['parameters', []],
      ]),
      /not an MFM checkpoint/,
    ],
  ];
  for (const [entry, pattern] of cases) {
    await writeTorch(file, new Map([['mfm', entry as never]]));
    const opened = await openFile(file);
    assert.equal(opened.kind, 'own');
    assert.throws(() => ownCheckpoint(opened), userError(pattern), String(pattern));
  }
});
