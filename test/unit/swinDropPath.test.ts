import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { Taps } from '../../extension/engine/models/taps.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { swinCases, swinConfig, swinModel } from '../support/smallSwin.js';

const swin = swinCases['whole']!;
const size = swin.config.image;
/** Of one block, in values: two images of 8 x 8 tokens. */
const image = 64 * swin.config.width;

onEachBackend('stochastic depth of a Swin transformer', use => {
  test('drops the branches of one image and no other, block by block', async () => {
    await use();
    const config = swinConfig(swin);
    config.MODEL.DROP_PATH_RATE = 0.2;
    const model = swinModel(swin, config);
    const images = tf.tensor4d(lcg(2 * 3 * size * size, 3), [2, 3, size, size]);
    const plain = model.encode(images).dataSync();

    const rows = model.encoder.dropRates.length;
    assert.equal(rows, 8, 'two branches for each of four blocks');
    assertClose(model.encode(images, { keep: tf.ones([rows, 2]) }).dataSync(), plain, 'nothing dropped');

    // The second image loses both branches of the second block.
    const values = Array.from({ length: rows }, (_, row) => [1, row === 2 || row === 3 ? 0 : 1]);
    const taps = new Taps();
    const dropped = model.encode(images, { keep: tf.tensor2d(values), taps }).dataSync();
    assertClose(dropped.slice(0, plain.length / 2), plain.slice(0, plain.length / 2), 'the first image');
    const [before, after] = taps.tokens.map(tokens => tokens.dataSync());
    assert.deepEqual(after!.slice(image), before!.slice(image), 'the second image passes the block unchanged');
    assert.notDeepEqual(after!.slice(0, image), before!.slice(0, image));
  });
});
