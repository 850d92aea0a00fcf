import assert from 'node:assert/strict';
import { test } from 'node:test';
import { circle, complement, shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { golden } from '../support/golden.js';

const square = (rows: number[][]) => Float32Array.from(rows.flat());
const ones = (mask: Float32Array) => mask.reduce((sum, kept) => sum + kept, 0);

test('masks equal the reference, even and odd sizes and a ring', () => {
  assert.deepEqual(shapedMask(8, 8, circle(2, 999)), square(golden.mask['8_r2']));
  assert.deepEqual(shapedMask(7, 7, circle(2, 999)), square(golden.mask['7_r2']));
  assert.deepEqual(shapedMask(16, 16, circle(2, 5)), square(golden.mask['16_r2_R5']));
});

test('masks keep as many coefficients as the reference', () => {
  const counts: Record<string, number> = golden.mask.ones_count;
  for (const [name, count] of Object.entries(counts)) {
    const [size, radius] = /^n(\d+)_r(\d+)$/.exec(name)!.slice(1).map(Number) as [number, number];
    assert.equal(ones(shapedMask(size, size, circle(radius, 999))), count, name);
  }
  assert.equal(ones(shapedMask(224, 224, circle(16, 64))), golden.mask.ones_count_band_224_16_64);
});

test('the high-pass mask keeps what the low-pass mask removes', () => {
  const low = shapedMask(16, 16, circle(3, 999));
  assert.equal(ones(low) + ones(complement(low)), 256);
});
