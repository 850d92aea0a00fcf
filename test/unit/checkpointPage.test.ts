import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DistanceSum } from '../../extension/engine/inspect/weights/checkpointDifference.js';
import { filterResponses } from '../../extension/engine/inspect/weights/patchFilters.js';
import { positionSimilarity } from '../../extension/engine/inspect/weights/positionSimilarity.js';
import { specialValues, tensorHistogram } from '../../extension/engine/inspect/weights/tensorHistogram.js';
import { tensorMap } from '../../extension/engine/inspect/weights/tensorMap.js';
import { lcg } from '../support/lcg.js';

test('a histogram counts every finite value once, the largest in the last bin', () => {
  const values = Float32Array.of(-1, -1, 0, 0.99, 1, NaN, Infinity, -Infinity);
  const { low, high, counts } = tensorHistogram(values, 4);
  assert.deepEqual([low, high, counts], [-1, 1, [2, 0, 1, 2]]);
  assert.deepEqual(specialValues(values), { infinite: 2, zeros: 1 });
});

test('equal values are one bin, and none at all have no histogram', () => {
  assert.deepEqual(tensorHistogram(Float32Array.of(2, 2, 2)), { low: 2, high: 2, counts: [3] });
  assert.deepEqual(tensorHistogram(Float32Array.of(NaN, Infinity)), { low: 0, high: 0, counts: [] });
});

test('a small tensor is its own picture; one axis is none', () => {
  const map = tensorMap(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 1, 3])!;
  assert.deepEqual([map.height, map.width, [...map.values]], [2, 3, [1, 2, 3, 4, 5, 6]]);
  assert.equal(tensorMap(Float32Array.of(1, 2), [1, 2]), undefined);
  assert.equal(tensorMap(new Float32Array(0), [3, 0]), undefined);
});

test('a large tensor becomes means of blocks, over which no value is left out', () => {
  const [rows, columns] = [700, 3];
  const values = lcg(rows * columns, 1);
  const map = tensorMap(values, [rows, columns])!;
  assert.deepEqual([map.rows, map.columns, map.height, map.width], [700, 3, 512, 3]);
  // Row y falls onto pixel floor(y * 512 / 700).
  const onFirst = [0, 1].map(y => values[y * columns]!);
  assert.equal(map.values[0], Math.fround((onFirst[0]! + onFirst[1]!) / 2));
  const sizes = Array.from({ length: 512 }, (_, p) => Math.ceil(((p + 1) * 700) / 512) - Math.ceil((p * 700) / 512));
  const weighted = sizes.reduce((sum, size, p) => sum + size * map.values[3 * p]!, 0);
  const whole = values.reduce((sum, value, i) => (i % 3 === 0 ? sum + value : sum), 0);
  assert.ok(Math.abs(weighted - whole) < 1e-3, `${weighted} and ${whole}`);
});

test('a wave answers at its own frequency and nowhere else', () => {
  const [height, width, cycles] = [8, 8, 3];
  const wave = Float32Array.from({ length: 64 }, (_, i) => Math.cos((2 * Math.PI * cycles * (i % width)) / width));
  const values = new Float32Array(2 * 3 * 64);
  for (const channel of [0, 2]) values.set(wave, channel * 64);
  const { responses, profile } = filterResponses({ count: 2, channels: 3, height, width, values });
  const peaks = [...responses.subarray(0, 64)].flatMap((value, i) => (value > 1e-3 ? [i] : []));
  assert.deepEqual(peaks, [4 * 8 + 4 - cycles, 4 * 8 + 4 + cycles]);
  // |F| = 64 / 2 in two of three channels.
  assert.ok(Math.abs(responses[peaks[0]!]! - 64 / 3) < 1e-4);
  assert.ok(responses.subarray(64).every(value => value === 0));
  const strongest = profile.reduce((best, band) => (band.power > best.power ? band : best));
  assert.ok(Math.abs(strongest.cyclesPerPixel - cycles / width) < 0.06);
});

test('the power of the responses is that of the weights (Parseval), for odd sizes too', () => {
  const [height, width] = [5, 6];
  const values = lcg(2 * 3 * height * width, 4);
  const { profile } = filterResponses({ count: 2, channels: 3, height, width, values });
  const counts = new Map<number, number>();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const radius = Math.floor(Math.hypot(x - (width >> 1), y - (height >> 1)));
      counts.set(radius, (counts.get(radius) ?? 0) + 1);
    }
  }
  const total = profile.reduce((sum, { power }, radius) => sum + power * counts.get(radius)!, 0);
  const energy = values.reduce((sum, value) => sum + value * value, 0);
  assert.ok(Math.abs(total * 6 - energy * height * width) < 1e-3 * energy * height * width);
});

test('position similarity: 1 with itself, cosines with others, 0 where there is nothing', () => {
  const table = Float32Array.of(1, 0, 3, 3, 0, -2, 0, 0);
  const similarity = [...positionSimilarity(table, 2, 0)];
  assert.equal(similarity[0], 1);
  assert.ok(Math.abs(similarity[1]! - Math.SQRT1_2) < 1e-6);
  assert.deepEqual(similarity.slice(2), [0, 0]);
  assert.equal(positionSimilarity(table, 2, 3)[3], 1);
});

/** Of values given one by one: pieces must not matter. */
function tensorDistance(a: Float32Array, b: Float32Array) {
  const sum = new DistanceSum();
  for (const i of a.keys()) sum.add(a.subarray(i, i + 1), b.subarray(i, i + 1));
  return sum.result();
}

test('distance of tensors: relative to the first, and what cannot be measured', () => {
  assert.deepEqual(tensorDistance(Float32Array.of(3, 4), Float32Array.of(3, 1)), { relative: 3 / 5, largest: 3 });
  assert.deepEqual(tensorDistance(Float32Array.of(0, 0), Float32Array.of(0, 1)), { relative: Infinity, largest: 1 });
  assert.deepEqual(tensorDistance(new Float32Array(2), new Float32Array(2)), { relative: 0, largest: 0 });
  assert.ok(Number.isNaN(tensorDistance(Float32Array.of(1, NaN), Float32Array.of(1, 1)).relative));
  assert.ok(Number.isNaN(tensorDistance(Float32Array.of(Infinity, 1), Float32Array.of(Infinity, 2)).relative));
  assert.equal(tensorDistance(Float32Array.of(Infinity, 1), Float32Array.of(Infinity, 1)).relative, 0);
});
