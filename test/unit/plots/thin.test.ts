import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest, thin } from '../../../webview/plots/thin.js';

const steps = (n: number) => Float64Array.from({ length: n }, (_, i) => i);
const all = (n: number, columns: number) => ({ from: 0, to: n - 1, columns });

test('few points are drawn as they are', () => {
  const curve = thin(steps(4), [1, Number.NaN, 3, 4], all(4, 100));
  assert.deepEqual(curve, { x: [0, 1, 2, 3], y: [1, null, 3, 4], points: 4, thinned: false });
});

test('many points are thinned, and no extreme is lost', () => {
  const n = 100_000;
  const y = Float64Array.from({ length: n }, (_, i) => Math.sin(i / 3000));
  y[41_234] = 7;
  y[77_777] = -5;
  const { x, y: values, points, thinned } = thin(steps(n), y, all(n, 500));
  assert.equal(points, n);
  assert.ok(thinned);
  assert.ok(x.length <= 2 * 501, `${x.length} points`);
  assert.equal(values[x.indexOf(41_234)], 7);
  assert.equal(values[x.indexOf(77_777)], -5);
  assert.ok(
    x.every((value, i) => i === 0 || value > x[i - 1]!),
    'x rises',
  );
});

test('each pixel keeps its least and its greatest', () => {
  const y = [5, 1, 9, 4, 2, 8, 3, 7];
  const { x, y: values } = thin(steps(8), y, { from: 0, to: 8, columns: 2 });
  assert.deepEqual(x, [1, 2, 4, 5]);
  assert.deepEqual(values, [1, 9, 2, 8]);
});

test('a single missing value among many stays a gap', () => {
  const y = new Float64Array(10_000).fill(1);
  y[5000] = Number.NaN;
  const { x, y: values } = thin(steps(10_000), y, all(10_000, 100));
  assert.equal(values[x.indexOf(5000)], null);
  assert.equal(values.filter(value => value === null).length, 1);
});

test('of a part, one more point on either side', () => {
  const curve = thin(steps(100), steps(100), { from: 10.5, to: 12.5, columns: 100 });
  assert.deepEqual(curve.x, [10, 11, 12, 13]);
  assert.equal(thin(steps(100), steps(100), { from: 200, to: 300, columns: 100 }).points, 1);
});

test('pixels of a logarithmic axis hold equal ratios', () => {
  const n = 10_000;
  const { x } = thin(
    Float64Array.from(steps(n), i => i + 1),
    steps(n),
    { from: 1, to: n, columns: 40, log: true },
  );
  // Ten pixels a decade.
  for (const decade of [10, 100, 1000]) {
    const inside = x.filter(value => value >= decade && value < 10 * decade).length;
    assert.ok(inside >= 9 && inside <= 22, `${inside} points from ${decade}`);
  }
});

test('a logarithmic axis begins with the first positive x', () => {
  const { x } = thin([-1, 0, 1, 2, 4], [9, 9, 9, 9, 9], { from: 1, to: 4, columns: 100, log: true });
  assert.deepEqual(x, [1, 2, 4]);
});

test('the nearest point', () => {
  assert.equal(nearest([1, 2, 4], 2.9), 1);
  assert.equal(nearest([1, 2, 4], 3.1), 2);
  assert.equal(nearest([1, 2, 4], -9), 0);
  assert.equal(nearest([1, 2, 4], 9), 2);
  assert.equal(nearest([], 9), -1);
});
