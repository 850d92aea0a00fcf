import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { type Config, defaultConfig } from '../../extension/engine/config/schema.js';
import { drawMixing, mixes, mixImages, mixTargets } from '../../extension/engine/methods/supervised/mixing.js';
import { Random } from '../../extension/engine/random.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';

type Settings = Config['AUG'];
const settings = (changes: Partial<Settings>): Settings => ({ ...defaultConfig().AUG, ...changes });
const rows = (mixing: Float32Array) =>
  Array.from({ length: mixing.length / 6 }, (_, i) => [...mixing.subarray(6 * i, 6 * i + 6)]);
const draw = (changes: Partial<Settings>, stream: number, batch = 6) =>
  rows(drawMixing([20, 30], batch, settings(changes), new Random(7, stream)));

test('mixup takes the same share of the whole image as of the label', () => {
  for (let stream = 0; stream < 50; stream++) {
    for (const row of draw({ CUTMIX: 0 }, stream)) {
      assert.deepEqual(row.slice(0, 4), [0, 20, 0, 30]);
      assert.equal(row[4], row[5]);
      assert.ok(row[5]! >= 0 && row[5]! <= 1);
    }
  }
});

test('CutMix takes the share of the area that is left of the label', () => {
  for (let stream = 0; stream < 200; stream++) {
    const [[top, bottom, left, right, inside, share]] = draw({ MIXUP: 0 }, stream) as [number[]];
    assert.ok(0 <= top! && top! <= bottom! && bottom! <= 20 && 0 <= left! && left! <= right! && right! <= 30);
    assert.equal(inside, 0);
    assertClose([share!], [1 - ((bottom! - top!) * (right! - left!)) / 600], 'share');
  }
});

test('the sides of CutMix lie between the shares of CUTMIX_MINMAX', () => {
  for (let stream = 0; stream < 200; stream++) {
    const [[top, bottom, left, right]] = draw({ MIXUP: 0, CUTMIX_MINMAX: [0.2, 0.5] }, stream) as [number[]];
    assert.ok(bottom! - top! >= 4 && bottom! - top! < 10 && bottom! <= 20);
    assert.ok(right! - left! >= 6 && right! - left! < 15 && right! <= 30);
  }
});

test('a batch is mixed alike, or each pair, or each sample', () => {
  const different = (mode: Settings['MIXUP_MODE']) => new Set(draw({ MIXUP_MODE: mode }, 3).map(String)).size;
  assert.deepEqual([different('batch'), different('pair'), different('elem')], [1, 3, 6]);
  const pairs = draw({ MIXUP_MODE: 'pair' }, 3);
  assert.deepEqual(pairs, [...pairs].reverse());
});

test('how often and how samples are mixed follows MIXUP_PROB and MIXUP_SWITCH_PROB', () => {
  const many = (changes: Partial<Settings>) => draw({ MIXUP_MODE: 'elem', ...changes }, 0, 4000);
  const share = (drawn: number[][], is: (row: number[]) => boolean) => drawn.filter(is).length / drawn.length;
  assert.ok(Math.abs(share(many({ MIXUP_PROB: 0.25 }), row => row[1] === 0 && row[5] === 1) - 0.75) < 0.03);
  assert.ok(Math.abs(share(many({ MIXUP_SWITCH_PROB: 0.3 }), row => row[4] === 0) - 0.3) < 0.03);
  const mixed = many({ CUTMIX: 0, MIXUP: 0.8 });
  const mean = mixed.reduce((sum, row) => sum + row[5]!, 0) / mixed.length;
  const variance = mixed.reduce((sum, row) => sum + (row[5]! - mean) ** 2, 0) / mixed.length;
  // Beta(0.8, 0.8): mean 1/2, variance 1 / (4 (2 * 0.8 + 1)).
  assert.ok(Math.abs(mean - 0.5) < 0.02 && Math.abs(variance - 1 / 10.4) < 0.005, `${mean}, ${variance}`);
});

test('nothing is mixed where the config turns it off', () => {
  assert.equal(mixes(settings({})), true);
  assert.equal(mixes(settings({ MIXUP: 0, CUTMIX: 0 })), false);
  assert.equal(mixes(settings({ MIXUP_PROB: 0 })), false);
  assert.equal(mixes(settings({ MIXUP: 0, CUTMIX: 0, CUTMIX_MINMAX: [0.2, 0.8] })), true);
});

onEachBackend('mixing', use => {
  test('a rectangle comes from the partner in the reversed batch, and its share of the target', async () => {
    await use();
    const images = tf.tensor4d(
      Float32Array.from({ length: 2 * 12 }, (_, i) => i),
      [2, 1, 3, 4],
    );
    const mix = tf.tensor2d([1, 3, 1, 3, 0, 8 / 12, 0, 3, 0, 4, 0.5, 0.5], [2, 6]);
    const [a, b] = tf.unstack(tf.reshape(mixImages(images, mix), [2, 12])).map(row => [...row.dataSync()]);
    assert.deepEqual(a, [0, 1, 2, 3, 4, 17, 18, 7, 8, 21, 22, 11]);
    assert.deepEqual(
      b,
      Array.from({ length: 12 }, (_, i) => i + 6),
    );
    const targets = mixTargets(tf.tensor2d([1, 0, 0, 1], [2, 2]), mix).dataSync();
    assertClose(targets, [8 / 12, 4 / 12, 0.5, 0.5], 'targets');
  });
});
