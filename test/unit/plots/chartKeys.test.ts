import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartKey } from '../../../webview/plots/chartKeys.js';

const x = [0, 10, 20, 30, 40];
const press = (key: string, cursor?: number, limits: [number, number] = [0, 40], log = false) =>
  chartKey({ key }, x, cursor, limits, log);

test('arrows go from point to point and stop at the ends', () => {
  assert.deepEqual(press('ArrowRight', 10), { cursor: 20 });
  assert.deepEqual(press('ArrowLeft', 10), { cursor: 0 });
  assert.deepEqual(press('ArrowLeft', 0), { cursor: 0 });
  assert.deepEqual(press('ArrowRight', 40), { cursor: 40 });
});

test('the first arrow shows the middle', () => {
  assert.deepEqual(press('ArrowRight'), { cursor: 20 });
});

test('Home and End go to the ends of what is shown', () => {
  assert.deepEqual(press('Home', 20), { cursor: 0 });
  assert.deepEqual(press('End', 20, [0, 30]), { cursor: 30 });
});

test('the cursor stays in what is shown', () => {
  assert.deepEqual(press('ArrowRight', 30, [10, 30]), { cursor: 30 });
});

test('plus and minus zoom around the cursor, 0 shows all', () => {
  assert.deepEqual(press('+', 10), { zoom: [5, 25] });
  assert.deepEqual(press('-', 20, [10, 30]), { zoom: [0, 40] });
  assert.deepEqual(press('0', 20, [10, 30]), { zoom: undefined });
});

test('on a logarithmic axis zoom is a matter of ratios', () => {
  const { zoom } = press('+', 10, [1, 100], true) as { zoom: [number, number] };
  assert.ok(Math.abs(zoom[0] - 10 ** 0.5) < 1e-9);
  assert.ok(Math.abs(zoom[1] - 10 ** 1.5) < 1e-9);
});

test('other keys mean nothing', () => {
  assert.equal(press('a', 10), undefined);
});
