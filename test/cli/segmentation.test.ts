import assert from 'node:assert/strict';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import sharp from 'sharp';
import { toYaml } from '../../extension/engine/config/write.js';
import { pngSamples } from '../../extension/engine/data/pngSamples.js';
import { readMeasurement } from '../../extension/engine/measurements/measurementFile.js';
import { listMeasurements } from '../../extension/engine/measurements/place.js';
import { classColour } from '../../extension/engine/pictures/classColours.js';
import { writeShapes } from '../support/shapes.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinySegmenterConfig, writeSegmenter } from '../support/tinySegmenter.js';
import { mfm } from './mfm.js';

async function prepared(t: TestContext): Promise<{ folder: string; data: string; checkpoint: string }> {
  const folder = await temporaryFolder(t);
  const data = join(folder, 'data');
  await writeShapes(data, 5, 3);
  const checkpoint = join(folder, 'a.safetensors');
  await writeSegmenter(checkpoint);
  return { folder, data, checkpoint };
}

const wasm = ['--backend', 'wasm'];

test('mfm evaluate measures a checkpoint that segments: what people read is what the JSON says', async t => {
  const { data, checkpoint } = await prepared(t);
  await writeFile(join(data, 'images/3.png'), 'nothing');
  const { code, stdout, stderr } = await mfm('evaluate', checkpoint, data, ...wasm, '--json');
  assert.equal(code, 0, stderr);
  const found = JSON.parse(stdout);
  assert.equal(found.images, 4);
  assert.deepEqual(
    found.classes.map(({ name }: { name: string }) => name),
    ['noise', 'disc', 'square'],
  );
  const mean = found.classes.reduce((sum: number, { iou }: { iou: number }) => sum + iou, 0) / 3;
  assert.ok(Math.abs(mean - found.miou) < 1e-9 && found.pixelAccuracy > 0);
  assert.deepEqual(
    found.unusable.map(({ path }: { path: string }) => path),
    [join(data, 'images/3.png')],
  );
  assert.ok(found.classes[1].worst.length > 0 && found.classes[1].worst[0].mask.startsWith('masks/'));
  const text = await mfm('evaluate', checkpoint, data, ...wasm);
  assert.match(text.stdout, /ViT 4 x 16, patch 4, UPerNet: 4 images, 3 classes\nMean IoU: (\d+\.\d\d) %\n/);
  assert.ok(text.stdout.includes(`Pixel accuracy: ${found.pixelAccuracy.toFixed(2)} %`));
  assert.match(text.stdout, /class +IoU +accuracy +pixels +worst image\nnoise /);
  assert.match(text.stderr, /Left out: .*images\/3\.png \(/);
  assert.doesNotMatch(text.stderr, /Kept in/);
});

test('mfm evaluate keeps what it found of pixels in the run that the checkpoint is of', async t => {
  const { folder, data, checkpoint } = await prepared(t);
  const ofRun = join(folder, 'run/checkpoints/a.safetensors');
  await mkdir(join(folder, 'run/checkpoints'), { recursive: true });
  await rename(checkpoint, ofRun);
  const { stdout, stderr } = await mfm('evaluate', ofRun, data, ...wasm, '--json');
  const [file] = await listMeasurements(join(folder, 'run'));
  assert.match(stderr, /Kept in .*segmentation-a-.*\.mfm\.json/);
  assert.deepEqual(await readMeasurement(file!), JSON.parse(stdout));
});

test('a config that segments with EVAL_MODE measures what mfm evaluate does, and says where images are missing', async t => {
  const { folder, data, checkpoint } = await prepared(t);
  const config = tinySegmenterConfig();
  config.DATA.DATA_PATH = data;
  const file = join(folder, 'masks.yaml');
  await writeFile(file, toYaml(config));
  const flags = ['--pretrained', checkpoint, ...wasm, '--json', 'EVAL_MODE', 'True'];
  const { code, stdout, stderr } = await mfm('segment', file, ...flags, 'DATA.VAL_PATH', data);
  assert.equal(code, 0, stderr);
  const evaluated = JSON.parse((await mfm('evaluate', checkpoint, data, ...wasm, '--json')).stdout);
  const { time, batchSize, ...rest } = JSON.parse(stdout);
  assert.deepEqual({ ...rest, time: evaluated.time, batchSize: 32 }, evaluated);
  assert.ok(time >= '2026' && batchSize > 0);
  const none = await mfm('segment', file, ...flags);
  assert.equal(none.code, 2);
  assert.match(none.stderr, /DATA\.VAL_PATH is empty: set it to a folder of images with masks to measure on\./);
  const other = await mfm('segment', file, ...flags, 'DATA.VAL_PATH', data, 'SEGMENTATION.HEAD', 'linear');
  assert.equal(other.code, 2);
  assert.match(other.stderr, /does not hold the network of the config, ViT 4 x 16, patch 4, linear head: /);
});

test('mfm evaluate says what a folder lacks: folders of the layout, masks, pairs', async t => {
  const { folder, data, checkpoint } = await prepared(t);
  const says = async (dir: string, sentence: RegExp, ...flags: string[]) => {
    const { code, stderr } = await mfm('evaluate', checkpoint, dir, ...wasm, ...flags);
    assert.equal(code, 2, stderr);
    assert.match(stderr, sentence);
  };
  const plain = join(folder, 'plain');
  await mkdir(plain);
  await says(
    plain,
    /plain does not have the folders images and masks or annotations of the layout 'pairs': .* set the layout \(--layout\)/,
  );
  await says(data, /does not have the folders images\/validation and annotations\/validation/, '--layout', 'ade20k');
  await mkdir(join(plain, 'images'));
  await mkdir(join(plain, 'masks'));
  await says(plain, /there are no pairs of image and mask/);
  await writeFile(join(plain, 'images/0.png'), await readFile(join(data, 'images/0.png')));
  await says(plain, /images\/0\.png in .* has no mask masks\/0\.png: add it, or remove the image/);
});

test('mfm segments writes colours over images and the classes as a mask, and says what they are', async t => {
  const { folder, data, checkpoint } = await prepared(t);
  const output = join(folder, 'out');
  const images = [0, 1].map(i => join(data, `images/${i}.png`));
  const { code, stdout, stderr } = await mfm('segments', checkpoint, ...images, '--output', output, ...wasm, '--json');
  assert.equal(code, 0, stderr);
  const { images: found } = JSON.parse(stdout);
  assert.equal(found.length, 2);
  const { width, height, classes, files } = found[1];
  assert.deepEqual([width, height], [48, 40]);
  assert.deepEqual(
    files,
    ['overlay', 'colours', 'classes'].map(name => join(output, '1', `${name}.png`)),
  );
  // As masks are read.
  const { data: numbers } = pngSamples(await readFile(files[2]!));
  const colours = await sharp(files[1]).raw().toBuffer();
  assert.equal(numbers.length, width * height);
  for (const { index, share } of classes) {
    assert.ok(Math.abs(numbers.filter(value => value === index).length / numbers.length - share) < 1e-12);
  }
  assert.deepEqual([...colours.subarray(0, 3)], classColour(numbers[0]!));
  const overlay = await sharp(files[0]).metadata();
  assert.ok(overlay.width >= width && overlay.height > height, 'with a legend below');
  const text = await mfm('segments', checkpoint, images[0]!, '--output', join(folder, 'one'), ...wasm);
  assert.match(text.stdout, /number +class +colour +pixels\n\d +(noise|disc|square) +#[0-9a-f]{6} +/);
  const bad = await mfm('segments', checkpoint, join(data, 'masks'), ...wasm);
  assert.equal(bad.code, 2);
});
