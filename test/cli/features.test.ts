import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadModel } from '../../extension/engine/checkpoint/loadModel.js';
import { readSafetensors } from '../../extension/engine/checkpoint/safetensors.js';
import { toFloat32 } from '../../extension/engine/checkpoint/tensorData.js';
import { toPlanar } from '../../extension/engine/data/image.js';
import { prepareImage } from '../../extension/engine/data/prepare.js';
import { cells } from '../../extension/engine/input/grid.js';
import { sideOf } from '../../extension/engine/input/input.js';
import { IntermediatesReader } from '../../extension/engine/inspect/intermediates.js';
import { backend } from '../../extension/worker/compute.js';
import { assertClose } from '../support/close.js';
import { smallConfigs } from '../support/families.js';
import { photos, writeCheckpoint } from '../support/workerCalls.js';
import { mfm, start } from './mfm.js';

let folder: string;
let images: string;
const families = Object.keys(smallConfigs) as (keyof typeof smallConfigs)[];
const checkpointOf = (family: string) => join(folder, `${family}.safetensors`);
/** In natural order; the one that is no class is labelled -1. */
const names = ['animals/chelsea.jpg', 'animals/copy2.jpg', 'animals/copy10.jpg', 'fish/deep/fish1.jpg', 'alone.jpg'];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mfm features '));
  images = join(folder, 'photos');
  await mkdir(join(images, 'fish/deep'), { recursive: true });
  for (const name of names) await cp(name.startsWith('f') ? fish : `${photos}animals/chelsea.jpg`, join(images, name));
  // One that is plainly no image, and one whose damage shows only when it is decoded.
  await writeFile(join(images, 'fish/text.jpg'), 'not an image');
  await writeFile(join(images, 'fish/damaged.jpg'), Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0));
  await backend();
  for (const family of families) await writeCheckpoint(checkpointOf(family), smallConfigs[family]());
});
const fish = `${photos}fish/fish1.jpg`;
after(() => rm(folder, { recursive: true }));

/** Runs the command with a batch that does not divide the number of images, and reads what it wrote. */
async function features(family: string, ...flags: string[]) {
  const output = join(folder, 'out', `${family}.safetensors`);
  const common = ['--checkpoint', checkpointOf(family), '--output', output, '--batch-size', '2', '--backend', 'wasm'];
  const { code, stdout, stderr } = await mfm('features', images, ...common, ...flags, '--json');
  assert.equal(code, 0, stderr);
  const { tensors, metadata } = await readSafetensors(output);
  return { answer: JSON.parse(stdout), tensors, metadata, features: tensors.get('features')! };
}

/** What the engine's layers make of an image, one after another. */
async function layersOf(family: string, name: string) {
  const { model } = await loadModel(checkpointOf(family));
  const reader = new IntermediatesReader(model);
  const layers = await reader.run(toPlanar(await prepareImage(join(images, name), sideOf(model.input))));
  reader.dispose();
  return layers;
}

describe('mfm features', () => {
  for (const family of families) {
    test(`features of a folder by a ${family}: one row an image, labelled, in natural order`, async () => {
      const { answer, tensors, metadata, features: all } = await features(family);
      const order = JSON.parse(metadata['paths']!) as string[];
      assert.deepEqual([...order].sort(), [...names].sort());
      assert.ok(order.indexOf('animals/copy2.jpg') < order.indexOf('animals/copy10.jpg'));
      assert.deepEqual(JSON.parse(metadata['classes']!), ['animals', 'fish']);
      const labels = new BigInt64Array(tensors.get('labels')!.data.slice().buffer);
      const expected = order.map(path => (path.startsWith('animals') ? 0n : path.startsWith('fish') ? 1n : -1n));
      assert.deepEqual([...labels], expected);
      const { width } = (await layersOf(family, order[0]!)).at(-1)!;
      assert.deepEqual(all.shape, [5, width]);
      assert.deepEqual(answer.shape, all.shape);
      // Copies of one image have the same features, whatever the batch; another image has others.
      const values = toFloat32(all);
      const row = (name: string) => values.subarray(order.indexOf(name) * width, (order.indexOf(name) + 1) * width);
      for (const copy of ['animals/copy2.jpg', 'animals/copy10.jpg', 'alone.jpg']) {
        assertClose(row(copy), row('animals/chelsea.jpg'), copy);
      }
      assert.notDeepEqual(row('fish/deep/fish1.jpg'), row('alone.jpg'));
      const skipped = (answer.skipped as { path: string }[]).map(({ path }) => path);
      assert.deepEqual(skipped.sort(), ['fish/damaged.jpg', 'fish/text.jpg']);
    });

    test(`tokens and means of a layer of a ${family} are those that its blocks give`, async () => {
      const layers = await layersOf(family, 'alone.jpg');
      const { tokens, width, grid, classToken, name } = layers[1]!;
      const { features: all, metadata } = await features(family, '--layer', '2', '--pool', 'tokens');
      const order = JSON.parse(metadata['paths']!) as string[];
      const count = cells(grid) + (classToken ? 1 : 0);
      assert.deepEqual(all.shape, [5, count, width]);
      assert.deepEqual([metadata['layer'], metadata['pool']], [name, 'tokens']);
      const at = order.indexOf('alone.jpg') * count * width;
      assertClose(toFloat32(all).subarray(at, at + count * width), tokens, 'tokens');

      const pooled = await features(family, '--layer', '2');
      const mean = new Float32Array(width);
      const patches = classToken ? tokens.subarray(width) : tokens;
      for (const [i, value] of patches.entries()) mean[i % width]! += value / cells(grid);
      const row = order.indexOf('alone.jpg') * width;
      assertClose(toFloat32(pooled.features).subarray(row, row + width), mean, 'mean');
    });
  }

  test('the metadata say where the features come from', async () => {
    const { metadata } = await features('vit', '--pool', 'class');
    const { paths, classes, config_sha256, mfm_version, ...rest } = metadata;
    assert.deepEqual(rest, {
      format: 'mfm-features',
      checkpoint: 'vit.safetensors',
      epoch: '2',
      step: '6',
      loss: '0.25',
      model: 'ViT 2 x 16, patch 4',
      image_size: '16',
      pool: 'class',
      layer: 'last',
    });
    assert.match(config_sha256!, /^[0-9a-f]{64}$/);
  });

  test('what cannot be is one sentence, and nothing is written', async () => {
    const output = join(folder, 'nothing.safetensors');
    const empty = join(folder, 'empty');
    await mkdir(empty);
    for (const [args, expected] of [
      [[images, '--checkpoint', checkpointOf('swin'), '--pool', 'class'], /Swin.*has no class token; pool/],
      [[images, '--checkpoint', checkpointOf('vit'), '--layer', '3'], /--layer 3: the model has layers 1 to 2/],
      [[empty, '--checkpoint', checkpointOf('vit')], /There are no images in .*empty/],
      [[images, '--checkpoint', fish], /fish1\.jpg/],
    ] as const) {
      const ended = await mfm('features', ...args, '--output', output, '--backend', 'wasm', '--json');
      assert.equal(ended.code, 2, ended.stderr);
      assert.equal(ended.stdout, '');
      assert.match(ended.stderr, /^mfm: [^\n]+\n$/m);
      assert.match(ended.stderr, expected);
    }
    assert.ok(!(await readdir(folder)).some(name => name.includes('nothing')));
  });

  test('Ctrl-C leaves nothing behind', async () => {
    const many = join(folder, 'many');
    await mkdir(many);
    for (let i = 0; i < 40; i++) await cp(fish, join(many, `${i}.jpg`));
    const output = join(folder, 'stopped', 'features.safetensors');
    const flags = ['--checkpoint', checkpointOf('vit'), '--output', output, '--batch-size', '1', '--backend', 'wasm'];
    const { child, ended } = start('features', many, ...flags);
    child.stderr!.once('data', () => child.kill('SIGINT'));
    const { code, stderr, stdout } = await ended;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /Interrupted: nothing was written\./);
    assert.equal(stdout, '');
    assert.deepEqual(await readdir(join(folder, 'stopped')), []);
  });
});
