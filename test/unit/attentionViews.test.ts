import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meanAttentionDistance } from '../../extension/engine/inspect/attention/distance.js';
import { queryAttention, queryWeights } from '../../extension/engine/inspect/attention/maps.js';
import { attentionRollout } from '../../extension/engine/inspect/attention/rollout.js';
import type { AttentionLayer } from '../../extension/engine/inspect/layerIntermediates.js';
import type { Query } from '../../extension/protocol/lookApi.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';

const tokens = 10;

/** A layer of `heads` heads, all tokens of which attend to all: a class token and 3 x 3 patches. */
function layerOf(probabilities: Float32Array, heads = 2): AttentionLayer {
  return { grid: [3, 3], classToken: true, attention: { heads }, probabilities };
}

/** Attention of two heads with rows that sum to 1. */
function someAttention(seed: number): Float32Array {
  const values = lcg(2 * tokens * tokens, seed);
  return values.map((value, i) => {
    const row = Math.floor(i / tokens) * tokens;
    return value / values.subarray(row, row + tokens).reduce((sum, v) => sum + v, 0);
  });
}

test('attention of the class token and of a patch are rows of the matrix, of the mean their mean', () => {
  const attention = someAttention(1);
  const row = (head: number, token: number) => attention.slice((head * tokens + token) * tokens).slice(0, tokens);
  const layer = layerOf(attention);
  const of = (query: Query) => queryAttention(layer, queryWeights(query, layer, [3, 3]));
  assert.deepEqual(of('class').slice(0, tokens), row(0, 0));
  assert.deepEqual(of(4).slice(tokens), row(1, 5));
  const mean = Array.from({ length: tokens }, (_, key) => {
    let sum = 0;
    for (let query = 1; query < tokens; query++) sum += row(1, query)[key]! / (tokens - 1);
    return sum;
  });
  assertClose(of('mean').slice(tokens), mean, 'mean of the patches');
});

test('the distance of heads that look at themselves, one patch to the right, or everywhere', () => {
  const grid = 3;
  const attention = new Float32Array(3 * tokens * tokens);
  for (let query = 1; query < tokens; query++) {
    const row = (head: number) => (head * tokens + query) * tokens;
    const column = (query - 1) % grid;
    attention[row(0) + query] = 1;
    // Half goes to the class token, which has no place; a patch at the right edge looks at itself.
    attention[row(1)] = 0.5;
    attention[row(1) + (column < 2 ? query + 1 : query)] = 0.5;
    attention.fill(1 / tokens, row(2), row(2) + tokens);
  }
  const [own, right, everywhere] = meanAttentionDistance(layerOf(attention, 3), [48, 48]);
  assert.equal(own, 0);
  assert.ok(Math.abs(right! - (16 * 6) / 9) < 1e-4);
  let sum = 0;
  for (let a = 0; a < 9; a++) {
    for (let b = 0; b < 9; b++) sum += Math.hypot(Math.floor(a / 3) - Math.floor(b / 3), (a % 3) - (b % 3));
  }
  assert.ok(Math.abs(everywhere! - (16 * sum) / 81) < 1e-4);
});

test('rollout is the product of the layers with residual connections', () => {
  const layers = [someAttention(2), someAttention(3), someAttention(4)];
  const residual = layers.map(layer =>
    square((i, j) => {
      const mean = (layer[i * tokens + j]! + layer[(tokens + i) * tokens + j]!) / 2;
      return (mean + (i === j ? 1 : 0)) / 2;
    }),
  );
  const product = (a: number[][], b: number[][]) =>
    square((i, j) => a[i]!.reduce((sum, value, k) => sum + value * b[k]![j]!, 0));
  const two = product(residual[1]!, residual[0]!);
  const three = product(residual[2]!, two);
  const rolled = attentionRollout(
    layers.map(layer => layerOf(layer)),
    layers.map(layer => queryWeights(6, layerOf(layer), [3, 3])),
  );
  assertClose(rolled[0]!, residual[0]![7]!, 'one layer');
  assertClose(rolled[1]!, two[7]!, 'two layers');
  assertClose(rolled[2]!, three[7]!, 'three layers');
});

function square(value: (i: number, j: number) => number): number[][] {
  return Array.from({ length: tokens }, (_, i) => Array.from({ length: tokens }, (_, j) => value(i, j)));
}
