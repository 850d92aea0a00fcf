import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { defaultConfig } from '../../extension/engine/config/schema.js';
import { createEncoder } from '../../extension/engine/models/registry.js';
import { fromWindows, toWindows } from '../../extension/engine/models/swin/windows.js';
import { Random } from '../../extension/engine/random.js';
import { onEachBackend } from '../support/backends.js';

/** A Swin transformer of two stages with grids of 4 and 2 tokens a side and windows of 2. */
function encoder(settings: object = {}, dropPath = 0.1) {
  const config = defaultConfig();
  config.DATA.IMG_SIZE = 16;
  Object.assign(config.MODEL, { TYPE: 'swin', DROP_PATH_RATE: dropPath });
  Object.assign(config.MODEL.SWIN, { DEPTHS: [2, 3], NUM_HEADS: [3, 6], WINDOW_SIZE: 2, ...settings });
  return createEncoder(config, 'pretraining');
}

function buffer(name: string): number[] {
  const { init, shape } = encoder().state.find(spec => spec.name === name)!;
  const count = shape.reduce((a, b) => a * b, 1);
  return [...init(new Random(0), count)];
}

test('offsets within a window are numbered from below right to above left', () => {
  const index = buffer('encoder.layers.1.blocks.0.attn.relative_position_index');
  assert.deepEqual(index, [4, 3, 1, 0, 5, 4, 2, 1, 7, 6, 4, 3, 8, 7, 5, 4]);
});

test('tokens from opposite edges of the image are kept apart', () => {
  const apart = (...pairs: [number, number][]) => {
    const mask: number[] = new Array(16).fill(0);
    for (const [a, b] of pairs) mask[a * 4 + b] = mask[b * 4 + a] = -100;
    return mask;
  };
  const columns = apart([0, 1], [0, 3], [2, 1], [2, 3]);
  const rows = apart([0, 2], [0, 3], [1, 2], [1, 3]);
  const corner = apart([0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]);
  assert.deepEqual(buffer('encoder.layers.0.blocks.1.attn_mask'), [...apart(), ...columns, ...rows, ...corner]);
});

test('only odd blocks of grids larger than a window shift', () => {
  const windows = encoder().layers.map(({ name, attention }) => [
    name,
    attention!.window!.size,
    attention!.window!.shift,
  ]);
  assert.deepEqual(windows, [
    ['layers.0.blocks.0', 2, 0],
    ['layers.0.blocks.1', 2, 1],
    ['layers.1.blocks.0', 2, 0],
    ['layers.1.blocks.1', 2, 0],
    ['layers.1.blocks.2', 2, 0],
  ]);
  const larger = encoder({ WINDOW_SIZE: 4 }).layers.map(({ attention }) => attention!.window!.size);
  assert.deepEqual(larger, [4, 4, 2, 2, 2], 'a window is no larger than its grid');
});

test('drop path grows over the blocks of all stages', () => {
  const rates = encoder().dropRates.map(rate => Number(rate.toFixed(6)));
  assert.deepEqual(rates, [0, 0, 0.025, 0.025, 0.05, 0.05, 0.075, 0.075, 0.1, 0.1]);
  assert.deepEqual(encoder({}, 0).dropRates, []);
});

onEachBackend('windows', use => {
  test('a rolled grid is cut row by row, and put together again', async () => {
    await use();
    const x = tf.reshape(tf.range(0, 16), [16, 1]);
    const windows = { grid: [4, 4], size: 2, shift: 1 } as const;
    const cut = toWindows(x, windows);
    assert.deepEqual([...cut.dataSync()], [5, 6, 9, 10, 7, 4, 11, 8, 13, 14, 1, 2, 15, 12, 3, 0]);
    assert.deepEqual([...fromWindows(cut, windows).dataSync()], [...x.dataSync()]);
    const whole = toWindows(x, { grid: [4, 4], size: 2, shift: 0 });
    assert.deepEqual([...whole.dataSync()], [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15]);
  });
});
