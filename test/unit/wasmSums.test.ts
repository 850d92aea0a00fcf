import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';

before(createWasmRuntime);

/** Sums over the first `axes` axes, in double precision. */
function expectedSums(x: tf.Tensor, axes: number): Float64Array {
  const width = tf.util.sizeFromShape(x.shape.slice(axes));
  const sums = new Float64Array(width);
  for (const [i, value] of x.dataSync().entries()) sums[i % width] = sums[i % width]! + value;
  return sums;
}

const cases: [shape: number[], axes: number][] = [
  [[3, 4], 1],
  [[4096, 7], 1],
  // A prime number of rows cannot be grouped.
  [[1009, 3], 1],
  [[2, 56, 56, 5], 3],
  [[2, 56, 56, 5], 2],
  [[1, 5000], 1],
  [[100_000], 1],
  [[10_007], 1],
  [[64, 32, 7, 7], 4],
];

for (const [shape, axes] of cases) {
  test(`sum and mean of [${shape}] over ${axes} of its axes`, () => {
    const x = tf.tensor(lcg(tf.util.sizeFromShape(shape), 9), shape);
    const expected = expectedSums(x, axes);
    const over = Array.from({ length: axes }, (_, i) => i);
    const sums = tf.sum(x, over);
    assert.deepEqual(sums.shape, shape.slice(axes));
    assertClose(sums.dataSync(), expected, 'sum', 2e-6);
    const kept = tf.mean(x, over, true);
    assert.deepEqual(kept.shape, [...over.map(() => 1), ...shape.slice(axes)]);
    const count = tf.util.sizeFromShape(shape.slice(0, axes));
    assertClose(
      kept.dataSync(),
      expected.map(sum => sum / count),
      'mean',
      2e-6,
    );
  });
}

test('what is not a sum over the first axes of floats is left to the backend', () => {
  const counts = tf.tensor(
    Int32Array.from({ length: 4000 }, (_, i) => i),
    [4000],
    'int32',
  );
  assert.equal(tf.sum(counts).dtype, 'int32');
  assert.deepEqual([...tf.sum(counts).dataSync()], [7_998_000]);
  const rows = tf.tensor(lcg(4000, 1), [4, 1000]);
  assertClose(tf.sum(tf.sum(rows, 1)).dataSync(), tf.sum(rows).dataSync(), 'rows, then all', 1e-5);
});

test('a sum of many values keeps its digits', () => {
  const x = tf.tensor(lcg(2 ** 20, 3), [2 ** 20]);
  assertClose(tf.sum(x).dataSync(), expectedSums(x, 1), 'a million values', 1e-6);
});

test('what is not finite stays not finite', () => {
  const x = new Float32Array(4096).fill(1);
  x[77] = Number.NaN;
  assert.ok(!Number.isFinite(tf.sum(tf.tensor(x)).dataSync()[0]));
  x[77] = Number.POSITIVE_INFINITY;
  assert.equal(tf.sum(tf.tensor(x)).dataSync()[0], Number.POSITIVE_INFINITY);
});
