import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { saveCheckpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import { fileTensor } from '../../extension/engine/checkpoint/fileTensor.js';
import { configEntry } from '../../extension/engine/checkpoint/pytorch/official/officialDictionary.js';
import type { PickleValue } from '../../extension/engine/checkpoint/pytorch/pickleValue.js';
import { dictionary, ordered } from '../../extension/engine/checkpoint/pytorch/write/pickleInput.js';
import { writeTorch } from '../../extension/engine/checkpoint/pytorch/write/writeTorch.js';
import { toFloat32 } from '../../extension/engine/checkpoint/tensorData.js';
import { openTensorFile, type TensorFile } from '../../extension/engine/checkpoint/tensorFile.js';
import { convert } from '../../extension/engine/convert/convert.js';
import type { ConversionProgress } from '../../extension/protocol/conversion.js';
import { assertClose } from '../support/close.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { runPython, withoutPython } from '../support/python.js';
import { root } from '../support/root.js';
import { convnextCases, convnextConfig } from '../support/smallConvnext.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyCheckpoint } from '../support/tinyCheckpoint.js';
import { tinyConfig } from '../support/tinyVit.js';
import { userError } from '../support/userError.js';
import { write } from './dataFixtures.js';

/** A small config of each family. */
const families = {
  convnext: () => {
    const config = convnextConfig(convnextCases['scaled']!);
    Object.assign(config.MODEL.CONVNEXT, { DEPTHS: [2, 1, 1, 1], DIMS: [6, 8, 10, 12] });
    return config;
  },
  vit: () => tinyConfig(),
  swin: () => {
    const config = tinyConfig();
    config.MODEL.TYPE = 'swin';
    config.DATA.IMG_SIZE = 64;
    Object.assign(config.MODEL.SWIN, { EMBED_DIM: 6, DEPTHS: [2, 2], NUM_HEADS: [2, 3], WINDOW_SIZE: 4 });
    return config;
  },
};

for (const [family, config] of Object.entries(families)) {
  test(`${family}: to PyTorch and back not a bit differs`, async t => {
    const folder = await temporaryFolder(t);
    const [first, torch, second] = ['a.safetensors', 'b.pth', 'c.safetensors'].map(name => join(folder, name));
    await saveCheckpoint(first!, tinyCheckpoint(config()));
    const seen: ConversionProgress[] = [];
    const { format, content, tensors } = await convert(first!, torch!, {}, progress => seen.push(progress));
    const { tensors: all } = await loadCheckpoint(first!);
    assert.deepEqual({ format, content, tensors }, { format: 'pytorch', content: 'checkpoint', tensors: all.size });
    assert.equal(seen.length, all.size);
    assert.equal(seen.at(-1)!.done, seen.at(-1)!.total);
    await convert(torch!, second!);
    assert.deepEqual(await readFile(second!), await readFile(first!));
  });

  test(`${family}: the encoder alone, as the official fine-tuning names it`, async t => {
    const folder = await temporaryFolder(t);
    const first = join(folder, 'a.safetensors');
    const checkpoint = tinyCheckpoint(config());
    await saveCheckpoint(first, checkpoint);
    for (const [name, prefix] of [
      ['b.safetensors', ''],
      ['b.pth', 'model.'],
    ] as const) {
      const { content } = await convert(first, join(folder, name), { encoderOnly: true });
      assert.equal(content, 'encoder');
      const opened = await openTensorFile(join(folder, name));
      const wanted = [...checkpoint.tensors.keys()].filter(key => key.startsWith('encoder.'));
      assert.deepEqual(new Set(opened.tensors.keys()), new Set(wanted.map(key => key.replace('encoder.', prefix))));
      for (const key of wanted) {
        assert.deepEqual(await opened.read(key.replace('encoder.', prefix)), checkpoint.tensors.get(key), key);
      }
    }
  });
}

test('for timm the biases of a ViT are one, and those of the keys are zero', async t => {
  const folder = await temporaryFolder(t);
  const [first, second] = [join(folder, 'a.safetensors'), join(folder, 'b.safetensors')];
  const config = tinyConfig();
  config.MODEL.VIT.INIT_VALUES = 0.1;
  const { tensors } = tinyCheckpoint(config);
  await saveCheckpoint(first, tinyCheckpoint(config));
  await convert(first, second, { encoderOnly: true, names: 'timm' });
  const opened = await openTensorFile(second);
  const values = (name: string) => [...toFloat32(tensors.get(`encoder.blocks.1.attn.${name}`)!)];
  const bias = await opened.read('blocks.1.attn.qkv.bias');
  assert.deepEqual(bias.shape, [48]);
  assert.deepEqual([...toFloat32(bias)], [...values('q_bias'), ...new Array(16).fill(0), ...values('v_bias')]);
  assert.deepEqual(await opened.read('blocks.1.ls2.gamma'), tensors.get('encoder.blocks.1.gamma_2'));
  assert.ok(![...opened.tensors.keys()].some(name => /q_bias|v_bias|gamma_/.test(name)));
});

const TIMM = {
  vit: 'timm.models.VisionTransformer(img_size=16, patch_size=4, embed_dim=16, depth=2, num_heads=4, num_classes=0)',
  // The norm before its classifier is the head's, which an encoder does not have.
  convnext:
    'timm.models.ConvNeXt(depths=(2, 1, 1, 1), dims=(6, 8, 10, 12), num_classes=0)\nmodel.head = torch.nn.Identity()',
  swin: 'timm.models.SwinTransformer(img_size=64, patch_size=4, embed_dim=6, depths=(2, 2), num_heads=(2, 3), window_size=4, num_classes=0)',
};

for (const [family, config] of Object.entries(families)) {
  test(`timm takes the encoder of a ${family}`, { skip: await withoutPython('torch', 'timm') }, async t => {
    const folder = await temporaryFolder(t);
    const first = join(folder, 'a.safetensors');
    await saveCheckpoint(first, tinyCheckpoint(config()));
    const size = config().DATA.IMG_SIZE;
    for (const name of ['b.pth', 'b.safetensors']) {
      await convert(first, join(folder, name), { encoderOnly: true, names: 'timm' });
      const program = `
import json, sys, timm, torch
model = ${TIMM[family as keyof typeof TIMM]}
result = timm.models.load_checkpoint(model, sys.argv[1], strict=True)
print(json.dumps(list(model.forward_features(torch.zeros(1, 3, ${size}, ${size})).shape)))`;
      const shape = await runPython(program, join(folder, name));
      assert.equal((shape as number[])[0], 1);
    }
  });
}

test('what cannot be converted is refused in one sentence, and nothing is written', async t => {
  const folder = await temporaryFolder(t);
  const good = join(folder, 'a.safetensors');
  await saveCheckpoint(good, tinyCheckpoint(tinyConfig()));
  const relative = tinyConfig();
  relative.MODEL.VIT.USE_RPB = true;
  await saveCheckpoint(join(folder, 'rpb.safetensors'), tinyCheckpoint(relative));
  await write(join(folder, 'taken.pth'), 'old');
  await write(join(folder, 'text.pth'), 'hello');
  const before = await readdir(folder);
  const timm = { encoderOnly: true, names: 'timm' } as const;
  const cases: [string, string, Parameters<typeof convert>[2], RegExp][] = [
    ['a.safetensors', 'b.h5', {}, /b.h5 does not say which format.*\.safetensors, \.pth/],
    ['a.safetensors', 'b', {}, /does not say which format/],
    ['a.safetensors', 'taken.pth', {}, /taken.pth exists already.*--overwrite/],
    ['a.safetensors', 'a.safetensors', { overwrite: true }, /is the file to convert/],
    ['a.safetensors', 'b.pth', { names: 'timm' }, /add --encoder-only/],
    ['a.safetensors', 'b.onnx', timm, /official names; leave out --names timm/],
    ['rpb.safetensors', 'b.pth', timm, /no vision transformer with relative positions/],
    ['text.pth', 'b.safetensors', {}, /is no file of PyTorch/],
    ['none.pth', 'b.safetensors', {}, /does not exist/],
    ['a.safetensors', 'a.safetensors/b.pth', {}, /Cannot write.*b.pth/],
  ];
  for (const [from, to, options, pattern] of cases) {
    await assert.rejects(convert(join(folder, from), join(folder, to), options), userError(pattern), String(pattern));
  }
  assert.deepEqual(await readdir(folder), before);
  await convert(good, join(folder, 'taken.pth'), { overwrite: true });
  assert.ok((await openTensorFile(join(folder, 'taken.pth'))).tensors.size > 0);
});

test('an official checkpoint becomes one of ours, and an official one again', async t => {
  const folder = await temporaryFolder(t);
  const official = `${root}test/golden/tiny_vit_mfm_ckpt.pth`;
  const [ours, again] = [join(folder, 'a.safetensors'), join(folder, 'b.pth')];
  const { content, notes } = await convert(official, ours);
  assert.deepEqual({ content, notes }, { content: 'checkpoint', notes: [] });
  const { meta } = await loadCheckpoint(ours);
  assert.deepEqual([meta.epoch, meta.step, meta.updates], [1, 5, 1]);
  await convert(ours, again);
  const [before, after] = await Promise.all([openTensorFile(official), openTensorFile(again)]);
  assert.deepEqual([...after.tensors.keys()], [...before.tensors.keys()]);
  for (const name of before.tensors.keys()) assert.deepEqual(await after.read(name), await before.read(name), name);
  const schedule = (file: TensorFile) =>
    (file.values as Map<string, PickleValue>).get('lr_scheduler') as Map<string, PickleValue>;
  for (const [key, value] of schedule(before)) {
    const found = schedule(after).get(key);
    if (typeof value !== 'number') assert.deepEqual(JSON.stringify(found), JSON.stringify(value), key);
    else assertClose([found as number], [value], key);
  }
});

test('a model without optimiser is converted alone, and it is said', async t => {
  const folder = await temporaryFolder(t);
  const opened = await openTensorFile(`${root}test/golden/tiny_vit_mfm_ckpt.pth`);
  const names = [...opened.tensors.keys()].filter(name => name.startsWith('model.'));
  const model = new Map(names.map(name => [name.slice('model.'.length), fileTensor(opened, name)]));
  const [released, ours] = [join(folder, 'a.pth'), join(folder, 'b.safetensors')];
  await writeTorch(released, dictionary({ model: ordered(model), config: configEntry(tinyConfig()) }));
  const { notes, tensors } = await convert(released, ours);
  assert.match(notes.join(), /no optimiser/);
  assert.equal(tensors, names.length);
  assert.equal((await loadCheckpoint(ours)).meta.schedule, null);
});

test('an encoder of timm gets the official names, and its own back', async t => {
  const folder = await temporaryFolder(t);
  const files = ['a.safetensors', 'timm.pth', 'official.pth', 'timm.safetensors'].map(name => join(folder, name));
  const [ours, timm, official, again] = files as [string, string, string, string];
  const config = tinyConfig();
  const { tensors } = tinyCheckpoint(config);
  await saveCheckpoint(ours, tinyCheckpoint(config));
  await convert(ours, timm, { encoderOnly: true, names: 'timm' });
  const { content, notes } = await convert(timm, official);
  assert.equal(content, 'encoder');
  assert.match(notes.join(' '), /a ViT with 2 blocks of width 16.*qkv.bias was split/);
  const opened = await openTensorFile(official);
  const names = [...tensors.keys()].filter(name => name.startsWith('encoder.'));
  assert.deepEqual(new Set(opened.tensors.keys()), new Set(names.map(name => `model.${name}`)));
  for (const name of names) assert.deepEqual((await opened.read(`model.${name}`)).data, tensors.get(name)!.data, name);
  await convert(timm, again, { encoderOnly: true, names: 'timm' });
  const [first, second] = await Promise.all([openTensorFile(timm), openTensorFile(again)]);
  for (const name of second.tensors.keys()) {
    assert.deepEqual((await second.read(name)).data, (await first.read(`model.${name}`)).data, name);
  }
});

test('a file with neither is refused', async t => {
  const folder = await temporaryFolder(t);
  await writeTorch(join(folder, 'a.pth'), dictionary({ weights: [1, 2] }));
  await assert.rejects(
    convert(join(folder, 'a.pth'), join(folder, 'b.safetensors')),
    userError(/neither a checkpoint nor/),
  );
});

test('a conversion that is given up leaves nothing', async t => {
  const folder = await temporaryFolder(t);
  const first = join(folder, 'a.safetensors');
  await saveCheckpoint(first, tinyCheckpoint(tinyConfig()));
  const giveUp = ({ done, total }: ConversionProgress) => {
    if (done > total / 2) throw new Error('given up');
  };
  for (const name of ['b.pth', 'b.safetensors']) {
    await assert.rejects(convert(first, join(folder, name), {}, giveUp), /given up/);
  }
  assert.deepEqual(await readdir(folder), ['a.safetensors']);
});
