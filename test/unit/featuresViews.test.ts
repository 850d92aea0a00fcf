import assert from 'node:assert/strict';
import { test } from 'node:test';
import { principalComponents } from '../../extension/engine/inspect/features/principalComponents.js';
import { componentColours, cosineSimilarity, patchTokens } from '../../extension/engine/inspect/features/views.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';

/** Samples along three orthogonal directions of seven, far from the origin, with variances 9 : 4 : 1. */
function planted() {
  const n = 40;
  const wanted = Array.from({ length: 3 }, (_, k) => {
    const angle = (i: number) => (2 * Math.PI * (k + 1) * i) / n;
    return Float32Array.from({ length: n }, (_, i) => (3 - k) * Math.cos(angle(i)));
  });
  const directions = [
    [2, 1, 2, 0, 0, 0, 0],
    [-2, 2, 1, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 3, 0],
  ];
  const samples = Float32Array.from({ length: n * 7 }, (_, i) => {
    const [sample, axis] = [Math.floor(i / 7), i % 7];
    return 5 + wanted.reduce((sum, scores, k) => sum + (scores[sample]! * directions[k]![axis]!) / 3, 0);
  });
  return { n, wanted, samples };
}

test('principal components find planted directions, their shares and nothing beyond the rank', () => {
  const { n, wanted, samples } = planted();
  const { scores, explained } = principalComponents(samples, 7, 4);
  assertClose(explained, [9 / 14, 4 / 14, 1 / 14, 0], 'shares');
  for (const [k, expected] of wanted.entries()) {
    const actual = Float32Array.from({ length: n }, (_, i) => scores[i * 4 + k]!);
    // The score of largest magnitude is positive: the cosine's first or, as large, its lowest.
    const sign = Math.sign(actual[0]! * expected[0]!);
    assertClose(
      actual,
      expected.map(value => sign * value),
      `component ${k}`,
      1e-3,
    );
  }
});

test('components are the same by either matrix, of few samples of many numbers or of many of few', () => {
  // Wider samples, whose further numbers are nothing, are gone through by the other matrix.
  const [n, width, wider] = [30, 8, 40];
  const samples = lcg(n * width, 4);
  const widened = new Float32Array(n * wider);
  for (let i = 0; i < n; i++) widened.set(samples.subarray(i * width, (i + 1) * width), i * wider);
  const narrow = principalComponents(samples, width, 3);
  const wide = principalComponents(widened, wider, 3);
  assertClose(narrow.explained, wide.explained, 'shares');
  assertClose(narrow.scores, wide.scores, 'scores', 1e-4);
});

test('the sign of a component follows its largest score, not the order of samples', () => {
  const along = [-1, 0.5, 4, -2, -1.5];
  const scoresOf = (values: number[]) =>
    principalComponents(Float32Array.from(values.flatMap(value => [value, 2 * value])), 2, 1).scores;
  const forwards = scoresOf(along);
  assert.ok(forwards[2]! > 0);
  assertClose(scoresOf(along.map(value => -value)), forwards, 'mirrored samples');
  assertClose(scoresOf([...along].reverse()), [...forwards].reverse(), 'other order');
});

test('equal samples have no components', () => {
  const { scores, explained } = principalComponents(new Float32Array(12).fill(3), 4, 3);
  assert.deepEqual([...scores, ...explained], new Array(12).fill(0));
  assert.deepEqual([...componentColours(scores)], new Array(9).fill(128));
});

test('colours stretch each component from its lowest to its highest', () => {
  const colours = componentColours(Float32Array.from([-1, 10, 0, 0, 30, 0, 1, 20, 0]));
  assert.deepEqual([...colours], [0, 0, 128, 128, 255, 128, 255, 128, 128]);
});

test('cosine similarity: 1 to itself and to multiples, -1 to the opposite, 0 across and to nothing', () => {
  const tokens = Float32Array.from([9, 9, 3, 4, 6, 8, -3, -4, -4, 3, 0, 0]);
  const patches = patchTokens({ name: '', grid: [1, 1], width: 2, classToken: true, tokens });
  assertClose(cosineSimilarity(patches, 2, 0), [1, 1, -1, 0, 0], 'similarity');
  const random = lcg(60, 3);
  const similarity = cosineSimilarity(random, 6, 4);
  assert.ok(similarity.every(value => value <= 1 + 1e-6));
});
