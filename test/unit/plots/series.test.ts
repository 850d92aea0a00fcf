import assert from 'node:assert/strict';
import { test } from 'node:test';
import { align, alone } from '../../../webview/plots/align.js';
import { drawingOf, drawnSeries, limitsOf, summaryOf } from '../../../webview/plots/series.js';
import { smooth } from '../../../webview/plots/smooth.js';

const t = (text: string, ...values: string[]) => text.replace(/\{(\d)\}/g, (_, i) => values[Number(i)]!);

test('an exponential average starts at the first value and follows the rest', () => {
  assert.deepEqual([...smooth([4, 4, 4], 0.9)], [4, 4, 4]);
  const [first, second] = smooth([1, 0], 0.5);
  assert.equal(first, 1);
  // (0.5 * 1 + 1 * 0) / (0.5 + 1)
  assert.ok(Math.abs(second! - 1 / 3) < 1e-12);
  assert.deepEqual([...smooth([3, 1, 2], 0)], [3, 1, 2]);
});

test('an average passes over gaps', () => {
  const smoothed = smooth([2, Number.NaN, Number.POSITIVE_INFINITY, 2], 0.8);
  assert.deepEqual([...smoothed], [2, Number.NaN, Number.NaN, 2]);
});

test('curves over their common x', () => {
  const { x, y } = align([
    { x: [0, 2, 4], y: [1, null, 3] },
    { x: [1, 2], y: [5, 6] },
  ]);
  assert.deepEqual(x, [0, 1, 2, 4]);
  assert.deepEqual(y, [
    [1, undefined, null, 3],
    [undefined, 5, 6, undefined],
  ]);
});

test('points that no line reaches', () => {
  assert.deepEqual(alone([1, 2, null, 3, null, 4, 5]), [3]);
  assert.deepEqual(alone([undefined, 1, undefined]), [1]);
  assert.deepEqual(alone([1, undefined, 2, null, undefined, 3]), [5]);
  assert.deepEqual(alone([]), []);
});

test('smoothing keeps the curve itself behind the smooth one', () => {
  const series = [
    { label: 'a', x: [0, 1], y: [1, 0] },
    { label: 'b', x: [0, 1], y: [1, 0], faint: true },
  ];
  const drawn = drawnSeries(series, 0.5);
  assert.deepEqual(
    drawn.map(({ label, faint = false, colour }) => [label, faint, colour]),
    [
      ['a', true, 0],
      ['b', true, 1],
      ['a', false, 0],
    ],
  );
  assert.equal(drawnSeries(series, 0).length, 2);
});

test('what a logarithmic axis has no place for is counted', () => {
  const series = drawnSeries([{ label: 'a', x: [0, 1, 2], y: [0, 10, -1] }], 0);
  const extent = { from: 0, to: 2, columns: 100 };
  const { curves, notPositive } = drawingOf(series, extent, true);
  assert.deepEqual(curves[0]!.y, [null, 10, null]);
  assert.equal(notPositive, 2);
  assert.equal(drawingOf(series, extent, false).notPositive, 0);
});

test('limits of x', () => {
  const series = (x: number[]) => ({ label: '', x, y: x });
  assert.deepEqual(limitsOf([series([3, 9]), series([]), series([1, 4])], false), [1, 9]);
  assert.deepEqual(limitsOf([series([0, 2, 8])], true), [2, 8]);
  assert.deepEqual(limitsOf([series([5])], false), [4.5, 5.5]);
  assert.deepEqual(limitsOf([], false), [0, 1]);
});

test('a series in words', () => {
  const y = [3, 1, Number.NaN, 2];
  assert.equal(
    summaryOf({ label: 'loss', x: [0, 10, 20, 30], y }, 'step', t),
    '4 points, last 2 (step 30), least 1 (step 10), greatest 3 (step 0), 1 not finite',
  );
  assert.equal(summaryOf({ label: '', x: [], y: [] }, 'step', t), 'no points');
  assert.equal(summaryOf({ label: '', x: [1], y: [Number.NaN] }, 'step', t), '1 points, none of them finite');
});
