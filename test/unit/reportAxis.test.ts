import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Axis, stepAxis, valueAxis } from '../../extension/engine/report/axis.js';

function assertDrawable(axis: Axis, name: string): void {
  assert.ok(axis.ticks.length > 0 && axis.ticks.length < 20, `${name}: ${axis.ticks.length} ticks`);
  for (const { value, label } of axis.ticks) {
    assert.ok(Number.isFinite(axis.position(value)), `${name}: ${label} at ${axis.position(value)}`);
  }
}

test('axes of extreme values have a few marks at finite places', () => {
  const values = [0, 1e-100, 1e-9, 0.5, 1, 1 + 2 ** -52, 3, 1e20, 1e20 + 16384, 1e100];
  for (const a of values) {
    for (const b of values) {
      for (const [min, max] of [
        [a, b],
        [-b, -a],
        [-a, b],
      ] as const) {
        if (min > max) continue;
        assertDrawable(valueAxis(min, max, 5), `${min} to ${max}`);
        assertDrawable(valueAxis(min, max, 5, 'linear'), `${min} to ${max}, linear`);
      }
    }
  }
});

test('axes of steps have a few marks however many steps there are', () => {
  for (const min of [0, 1, 2 ** 40 - 1, 2 ** 40]) {
    for (const max of [1, 2, 1000, 2 ** 40]) {
      if (min <= max) assertDrawable(stepAxis(min, max, 6), `${min} to ${max}`);
    }
  }
});
