import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clippedEnds } from '../../../webview/plots/clip.js';

const curve = (y: (number | null)[]) => ({ x: y.map((_, i) => i), y });
const usual = Array.from({ length: 100 }, (_, i) => 1 + (i % 10) / 10);

test('an outlier does not stretch the axis, and is counted', () => {
  const clipped = clippedEnds([curve([...usual, 85, null, -40])])!;
  assert.equal(clipped.outside, 2);
  assert.ok(clipped.high < 2.5 && clipped.low > 0.5, `${clipped.low} to ${clipped.high}`);
  assert.ok(clipped.high >= 1.9 && clipped.low <= 1, 'what is usual is seen');
});

test('only the side that has outliers is cut', () => {
  const { low, high } = clippedEnds([curve(usual), curve([...usual, 85])])!;
  assert.equal(low, 1);
  assert.ok(high < 2.5);
});

test('without outliers, with few points or a constant the axis is left alone', () => {
  assert.equal(clippedEnds([curve(usual)]), undefined);
  assert.equal(clippedEnds([curve([1, 2, 85])]), undefined);
  assert.equal(clippedEnds([curve([...usual.map(() => 1), 85])]), undefined);
  assert.equal(clippedEnds([]), undefined);
});
