import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frequencyTicks, logTicks, niceStep } from '../../../webview/plots/ticks.js';

test('steps are 1, 2 or 5 times a power of ten', () => {
  assert.deepEqual([0.3, 1, 1.1, 5.5, 20, 201].map(niceStep), [0.5, 1, 2, 10, 20, 500]);
});

test('frequencies stand in the middle of their bins, the constant term at floor(bins / 2)', () => {
  const even = frequencyTicks(8, 100, 50, 600);
  assert.deepEqual(
    even.map(({ value }) => value),
    [-4, -3, -2, -1, 0, 1, 2, 3],
  );
  assert.equal(even.find(({ value }) => value === 0)!.at, 100 + 4.5 * 50);
  const odd = frequencyTicks(7, 0, 50, 350);
  assert.deepEqual([odd[0]!.value, odd.at(-1)!.value], [-3, 3]);
});

test('ticks keep their distance and stay in the pane', () => {
  const ticks = frequencyTicks(224, -300, 2, 260);
  assert.ok(ticks.length > 1);
  for (const [i, { at }] of ticks.entries()) {
    assert.ok(at >= 0 && at <= 260);
    if (i > 0) assert.ok(at - ticks[i - 1]!.at >= 44);
  }
});

test('a logarithmic axis shows powers of ten, and more between few', () => {
  assert.deepEqual(logTicks(0.5, 30, 8), [0.5, 1, 2, 5, 10, 20]);
  assert.deepEqual(logTicks(1e-3, 1e3, 7), [0.001, 0.01, 0.1, 1, 10, 100, 1000]);
  assert.deepEqual(logTicks(1e-12, 1e9, 7), [1e-12, 1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9]);
});
