import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadConfig } from '../../../extension/engine/config/load.js';
import type { Config } from '../../../extension/engine/config/schema.js';
import { countImages } from '../../../extension/engine/data/countImages.js';
import { fillPreset, withDataPath } from '../../../extension/host/configs/create/fillPreset.js';
import { fitToImages } from '../../../extension/host/configs/create/fitToImages.js';
import { findImageFolders } from '../../../extension/host/configs/create/imageFolders.js';
import { isQuick, labelOf, type Preset, readPresets } from '../../../extension/host/configs/create/presets.js';
import { isConfigFile } from '../../../extension/host/configs/documents/fileHead.js';
import { root } from '../../support/root.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';

async function filled(t: TestContext, names: string[]): Promise<string> {
  const folder = await temporaryFolder(t);
  for (const name of names) {
    await mkdir(join(folder, dirname(name)), { recursive: true });
    await writeFile(join(folder, name), '');
  }
  return folder;
}

test('the presets of the extension pre-train, and have a label and a sentence', async () => {
  const presets = await readPresets(join(root, 'examples/configs'));
  const labels = presets.map(({ label }) => label);
  for (const label of ['Demo', 'ViT-Ti/16', 'ViT-S/16', 'ViT-B/16']) assert.ok(labels.includes(label), label);
  assert.equal(new Set(labels).size, labels.length, 'no two go by the same name');
  for (const { name, label, text } of presets) {
    assert.notEqual(label, name, `${name} starts with '# Label: what it is.'`);
    assert.match(text, /^# [^:\n]+: (?:.{20,}\n# )*.+\.\n#\n/, name);
  }
});

test('each preset filled in loads, finds the images and keeps its comments', async t => {
  const folder = await filled(t, ['my photos/a.jpg']);
  const images = join(folder, 'my photos');
  for (const { name, text } of await readPresets(join(root, 'examples/configs'))) {
    const file = join(folder, `${name}.mfm.yaml`);
    await mkdir(dirname(file), { recursive: true });
    const made = fillPreset(text, images, file, folder);
    await writeFile(file, made);
    assert.equal((await loadConfig(file)).DATA.DATA_PATH, images);
    const path = name.includes('/') ? '../my photos' : 'my photos';
    assert.ok(made.includes(`DATA_PATH: ${path}`), 'relative, as both lie in the workspace');
    assert.ok(made.includes(`mfm pretrain ${name}.mfm.yaml\n`));
    assert.equal(made.match(/#/g)!.length, text.match(/#/g)!.length);
  }
});

/** The config of a preset, fit for so many images. */
async function fitted(t: TestContext, preset: Preset, images: number): Promise<Config> {
  const file = join(await temporaryFolder(t), 'fitted.yaml');
  await writeFile(file, fitToImages(preset, images).replace('DATA_PATH: ', 'DATA_PATH: /'));
  return loadConfig(file);
}

test('small presets make fewer passes over more images, and say so', async t => {
  const quick = (await readPresets(join(root, 'examples/configs'))).filter(isQuick);
  assert.ok(quick.length > 10);
  for (const preset of quick) {
    assert.equal(fitToImages(preset, 69), preset.text);
    const epochs = preset.config.TRAIN.EPOCHS;
    assert.equal((await fitted(t, preset, 20)).TRAIN.EPOCHS, epochs);
    const tenth = await fitted(t, preset, 690);
    assert.equal(tenth.TRAIN.EPOCHS, epochs / 10, preset.name);
    assert.ok(tenth.TRAIN.WARMUP_EPOCHS <= 1);
    assert.ok(tenth.SAVE_FREQ >= 1 && tenth.SAVE_FREQ <= epochs / 10);
    const once = await fitted(t, preset, 50_000);
    assert.deepEqual([once.TRAIN.EPOCHS, once.TRAIN.WARMUP_EPOCHS, once.SAMPLES.FREQ, once.SAVE_FREQ], [1, 0, 1, 1]);
  }
  const demo = quick.find(({ name }) => name === 'demo')!;
  assert.match(fitToImages(demo, 690), /EPOCHS: 9 {2}# instead of 90: 690 images make each longer\n/);
});

test('every preset can train on few images: batches and updates are no larger, and say so', async t => {
  for (const preset of await readPresets(join(root, 'examples/configs'))) {
    for (const images of [3, 12, 100, 693, 5_000]) {
      const { DATA, TRAIN } = await fitted(t, preset, images);
      const batches = Math.floor((images * (1 - DATA.VAL_SPLIT)) / DATA.BATCH_SIZE);
      assert.ok(batches >= TRAIN.ACCUMULATION_STEPS, `${preset.name}, ${images} images`);
      const { BATCH_SIZE: most } = preset.config.DATA;
      if (DATA.BATCH_SIZE < most)
        assert.ok(2 * DATA.BATCH_SIZE > images * (1 - DATA.VAL_SPLIT), 'no smaller than need be');
    }
  }
  const preset = (await readPresets(join(root, 'examples/configs'))).find(({ name }) => name === 'vit_small')!;
  assert.match(fitToImages(preset, 693), /\n {2}BATCH_SIZE: 128 {7}.*\n/);
  assert.match(fitToImages(preset, 693), /\n {2}ACCUMULATION_STEPS: 5 {2}# instead of 16: 693 images are 5 batches\n/);
  assert.match(fitToImages(preset, 100), /\n {2}BATCH_SIZE: 64 {2}# instead of 128: 100 images are there\n/);
  assert.equal(fitToImages(preset, 1_281_167), preset.text);
  assert.equal(fitToImages(preset, 0), preset.text);
});

test('images outside the workspace, or a config without one, are named with their full path', () => {
  const text = 'DATA:\n  IMG_SIZE: 96\n';
  assert.equal(fillPreset(text, '/pictures', '/w/a.yaml', '/w'), 'DATA:\n  DATA_PATH: /pictures\n  IMG_SIZE: 96\n');
  assert.ok(fillPreset(text, '/w/photos', '/w/a.yaml').includes('DATA_PATH: /w/photos\n'));
  assert.ok(fillPreset(text, '/w', '/w/configs/a.yaml', '/w').includes('DATA_PATH: ..\n'));
  assert.ok(fillPreset(text, '/w', '/w/a.yaml', '/w').includes('DATA_PATH: .\n'));
});

test('DATA_PATH is written where it belongs', () => {
  assert.equal(withDataPath('DATA:\n  DATA_PATH: a   # here\n', 'b c'), 'DATA:\n  DATA_PATH: b c   # here\n');
  assert.equal(withDataPath('DATA:\n  DATA_PATH:\nSEED: 1\n', 'b'), 'DATA:\n  DATA_PATH: b\nSEED: 1\n');
  assert.equal(withDataPath('DATA:\n    SEED: 1\n', '100'), "DATA:\n    DATA_PATH: '100'\n    SEED: 1\n");
  assert.equal(withDataPath('SEED: 1', 'b'), 'SEED: 1\nDATA:\n  DATA_PATH: b\n');
  assert.equal(withDataPath('DATA:\r\n  SEED: 1\r\n', 'b'), 'DATA:\r\n  DATA_PATH: b\r\n  SEED: 1\r\n');
});

test('a preset without a label goes by its file', () => {
  assert.equal(labelOf('mine', 'SEED: 1\n'), 'mine');
  assert.equal(labelOf('mine', '# What it is\nSEED: 1\n'), 'mine');
  assert.equal(labelOf('x', '# A label: one\n#   sentence: more.\nSEED: 1\n'), 'A label');
});

test('folders of images are found as sets to train on', async t => {
  const folder = await filled(t, [
    'photos/cats/1.jpg',
    'photos/dogs/1.jpg',
    'photos/dogs/2.PNG',
    'flat/a.webp',
    'flat/inner/b.webp',
    'data/deep/train/1.jpg',
    'data/deep/val/1.jpg',
    'node_modules/pack/logo.png',
    '.hidden/a.png',
    'runs/demo/run.json',
    'runs/demo/samples/1.png',
    'notes/a.txt',
  ]);
  const found = await findImageFolders(folder);
  assert.deepEqual(
    found.map(({ path, images }) => `${path.slice(folder.length + 1)} ${images}`),
    ['flat 2', 'photos 3', 'data/deep/train 1', 'data/deep/val 1'],
  );
  assert.deepEqual(await findImageFolders(join(folder, 'nowhere')), []);
});

test('images are counted without opening them, up to a limit', async t => {
  const folder = await filled(t, ['a.jpg', 'b/c.png', 'b/d/e.tiff', 'b/.f.png', 'g.txt']);
  assert.deepEqual(await countImages(folder), { images: 3, complete: true });
  const { images, complete } = await countImages(folder, { limit: 2 });
  assert.ok(!complete && images <= 2);
  assert.deepEqual(await countImages(join(folder, 'nowhere')), { images: 0, complete: true });
  await assert.rejects(countImages(folder, { signal: AbortSignal.abort() }), { name: 'AbortError' });
});

test('the config that a run keeps is not taken for one of the workspace', async t => {
  const folder = await filled(t, [
    'run/run.json',
    'run/config.yaml',
    'own/config.yaml',
    'other.yaml',
    'named.mfm.yaml',
  ]);
  const demo = await readFile(join(root, 'examples/configs/demo.yaml'));
  for (const name of ['run/config.yaml', 'own/config.yaml']) await writeFile(join(folder, name), demo);
  const found = [];
  for (const name of ['run/config.yaml', 'own/config.yaml', 'other.yaml', 'named.mfm.yaml', 'missing.yaml']) {
    if (await isConfigFile(join(folder, name))) found.push(name);
  }
  assert.deepEqual(found, ['own/config.yaml', 'named.mfm.yaml']);
});
