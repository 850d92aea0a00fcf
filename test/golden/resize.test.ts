import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { crop, type RgbImage } from '../../extension/engine/data/image.js';
import { resize } from '../../extension/engine/data/resize.js';
import { lcg } from '../support/lcg.js';
import { root } from '../support/root.js';

/** Values of the first channel as Pillow 9.4 computed them, row by row. */
const { values } = JSON.parse(readFileSync(`${root}test/golden/resize_golden.json`, 'utf8')) as {
  values: Record<string, number[][]>;
};

const input: RgbImage = { width: 10, height: 8, data: Uint8Array.from(lcg(240, 21), u => Math.floor(256 * u)) };

function red(image: RgbImage): number[][] {
  const row = (y: number) => Array.from({ length: image.width }, (_, x) => image.data[(y * image.width + x) * 3]!);
  return Array.from({ length: image.height }, (_, y) => row(y));
}

for (const filter of ['bicubic', 'bilinear'] as const) {
  for (const [width, height] of [
    [4, 4],
    [5, 4],
    [16, 12],
  ] as const) {
    test(`${filter} to ${width} x ${height} is Pillow's, byte for byte`, () => {
      assert.deepEqual(red(resize(input, width, height, filter)), values[`${filter}_${width}x${height}`]);
    });
  }
}

test('a crop that is resized is blind to what lies outside of it', () => {
  const view = resize(crop(input, { left: 2, top: 1, width: 7, height: 6 }), 6, 6, 'bicubic');
  assert.deepEqual(red(view), values['crop_left2_top1_w7_h6_then_bicubic_6x6']);
});

test('the three channels are treated alike', () => {
  const shifted = { ...input, data: Uint8Array.from(input.data, (_, i) => input.data[i - (i % 3)]!) };
  const { data } = resize(shifted, 7, 5, 'bicubic');
  for (let i = 0; i < data.length; i += 3) assert.deepEqual([data[i + 1], data[i + 2]], [data[i], data[i]]);
});

test('a side that keeps its length is left alone, and the input is never handed out', () => {
  const same = resize(input, 10, 8, 'bicubic');
  assert.deepEqual(same.data, input.data);
  assert.notEqual(same.data.buffer, input.data.buffer);
  const columns = resize({ width: 80, height: 3, data: input.data }, 80, 1, 'bilinear');
  assert.deepEqual([columns.width, columns.height, columns.data.length], [80, 1, 240]);
});

test('sides that are not positive whole numbers are refused', () => {
  for (const side of [0, -1, 1.5, Number.NaN]) assert.throws(() => resize(input, side, 4, 'bicubic'), RangeError);
  assert.throws(() => resize({ width: 0, height: 0, data: new Uint8Array() }, 4, 4, 'bicubic'), RangeError);
});
