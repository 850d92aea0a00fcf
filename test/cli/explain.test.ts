import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { loadClassifier } from '../../extension/engine/checkpoint/storedClassifier.js';
import { decodeImage } from '../../extension/engine/data/decode.js';
import { evaluationOptions, evaluationView } from '../../extension/engine/data/views/evaluation.js';
import { pixelClassifier } from '../../extension/engine/models/pixelClassifier.js';
import { applyPalette } from '../../extension/engine/pictures/palettes.js';
import { backend } from '../../extension/worker/compute.js';
import { writeClassifier } from '../support/classifierFile.js';
import { fineTuningConfig } from '../support/smallClassifier.js';
import { photos, writeCheckpoint } from '../support/workerCalls.js';
import { mfm } from './mfm.js';

const images = ['animals/chelsea.jpg', 'fish/fish1.jpg'].map(name => `${photos}${name}`);
const classes = ['cat', 'dog', 'fish', 'tool', 'größer', 'tree'];
let folder: string;
const at = (name: string) => join(folder, name);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mfm explain '));
  await backend();
  for (const family of ['vit', 'resnet'] as const) {
    await writeClassifier(at(`${family}.safetensors`), fineTuningConfig(family, classes.length), classes);
  }
});
after(() => rm(folder, { recursive: true }));

async function json(...args: string[]) {
  const { code, stdout, stderr } = await mfm('explain', ...args, '--backend', 'wasm', '--json');
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

test('the answers are the softmax of what the classifier says where it is measured, the likeliest first', async () => {
  const checkpoint = at('vit.safetensors');
  const answer = await json(checkpoint, ...images, '--output', at('two'));
  const { classifier, config } = await loadClassifier(checkpoint, 1);
  for (const [i, { answers, class: explained, image, layer, name }] of answer.images.entries()) {
    const view = evaluationView.make(await decodeImage(images[i]!), evaluationOptions(config), {} as never);
    const size = classifier.input.size;
    const shares = tf.tidy(() =>
      tf.softmax(pixelClassifier(classifier).classify(tf.tensor4d(view['images']!, [1, 3, ...size]))).dataSync(),
    );
    const order = [...classes.keys()].sort((a, b) => shares[b]! - shares[a]!).slice(0, 5);
    assert.deepEqual(
      answers.map((of: { name: string }) => of.name),
      order.map(k => classes[k]),
    );
    for (const [rank, { probability }] of answers.entries()) {
      assert.ok(Math.abs(probability - shares[order[rank]!]!) < 1e-5);
    }
    assert.deepEqual([image, explained, layer, name], [images[i], answers[0], 1, 'blocks.0']);
  }
  classifier.parameters.dispose();
  assert.deepEqual((await readdir(at('two'))).sort(), ['chelsea', 'fish1']);
});

test('the pictures show the numbers; without attention there is no rollout', async () => {
  for (const [family, wanted] of [
    ['vit', ['grad-cam', 'rollout']],
    ['resnet', ['grad-cam']],
  ] as const) {
    const output = at(`pictures ${family}`);
    const args = [at(`${family}.safetensors`), images[0]!, '--class', 'fish', '--layer', '1', '--output', output];
    const [{ gradCam, rollout, files, class: explained }] = (await json(...args)).images;
    assert.equal(explained.name, 'fish');
    const expected = ['input', ...wanted.flatMap(name => [name, `${name}-map`])].map(name =>
      join(output, `${name}.png`),
    );
    assert.deepEqual(files, expected);
    assert.deepEqual((await readdir(output)).sort(), expected.map(file => file.slice(output.length + 1)).sort());
    for (const [name, rows] of [
      ['grad-cam', gradCam],
      ['rollout', rollout],
    ] as const) {
      if (!rows) continue;
      const values = Float32Array.from(rows.flat() as number[]);
      assert.ok(Math.max(...values) > 0);
      const { data } = await sharp(join(output, `${name}-map.png`))
        .raw()
        .toBuffer({ resolveWithObject: true });
      assert.deepEqual([...data], [...applyPalette(values, 'magma', 0, Math.max(...values))]);
    }
    assert.equal(rollout === undefined, family === 'resnet');
  }
});

test('for people: five classes with percentages, and where most speaks for the first', async () => {
  const { code, stdout, stderr } = await mfm(
    'explain',
    at('vit.safetensors'),
    images[0]!,
    '--output',
    at('text'),
    '--backend',
    'wasm',
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /chelsea\.jpg\nclass +probability\n(\S+ +[\d.]+ %\n){5}/);
  assert.match(stdout, /\n\S+ \([\d.]+ %\), layer 1 \(blocks\.0\): (most speaks for it in row \d, column \d|no patch)/);
  assert.match(stdout, /\nPictures: .*text\n$/);
});

test('a class that no patch speaks for is said to be one', async () => {
  const args = [at('resnet.safetensors'), images[0]!, '--class', 'größer', '--output', at('none'), '--backend', 'wasm'];
  const { code, stdout, stderr } = await mfm('explain', ...args);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /\ngrößer \([\d.]+ %\), layer 4 \(layer4\.0\): no patch speaks for it\n/);
});

test('what is not there is said in a sentence, and nothing is written', async () => {
  const encoder = at('encoder.safetensors');
  const config = fineTuningConfig('vit', 3);
  config.MODEL.NAME = 'pretrain';
  await writeCheckpoint(encoder, config);
  const checkpoint = at('vit.safetensors');
  for (const [args, message] of [
    [[checkpoint, images[0]!, '--class', 'dgo'], /no class dgo; you may mean dog/],
    [[checkpoint, images[0]!, '--layer', '3'], /--layer 3: the model has layers 1 to 2/],
    [[encoder, images[0]!], /holds no classifier, only an encoder/],
    [[checkpoint, at('none.jpg')], /none\.jpg/],
  ] as const) {
    const { code, stderr, stdout } = await mfm('explain', ...args, '--output', at('nothing'), '--backend', 'wasm');
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr.trimEnd().split('\n').at(-1)!, message);
    assert.equal(existsSync(at('nothing')), false);
  }
});
