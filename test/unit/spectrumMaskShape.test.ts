import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frequencyMask } from '../../extension/engine/corruption/mask.js';
import { type MaskShape, radiusOfReach, reachOf, shapedMask } from '../../extension/engine/corruption/maskShape.js';
import { bandMask } from '../../extension/engine/inspect/bandMask.js';

const none = Number.POSITIVE_INFINITY;

test('the circle is the mask of the method, on squares and on any other shape', () => {
  for (const [size, r1, r2] of [
    [224, 16, 999],
    [96, 7, 30],
    [15, 3, 6],
  ] as const) {
    const circle = shapedMask(size, size, { shape: 'circle', r1, r2, areaMatched: true });
    assert.deepEqual(circle, frequencyMask(size, r1, r2));
  }
  assert.deepEqual(shapedMask(45, 30, { shape: 'circle', r1: 5, r2: 12, areaMatched: false }), bandMask(45, 30, 5, 12));
});

test('squares and rhombuses reach as far along the axes as their radius, which is removed itself', () => {
  const rows = (shape: MaskShape) => {
    const mask = shapedMask(7, 7, { shape, r1: 2, r2: none, areaMatched: false });
    return Array.from({ length: 7 }, (_, y) => mask.slice(7 * y, 7 * y + 7).join(''));
  };
  const blank = '0000000';
  assert.deepEqual(rows('square'), [blank, blank, '0011100', '0011100', '0011100', blank, blank]);
  assert.deepEqual(rows('rhombus'), [blank, blank, '0001000', '0011100', '0001000', blank, blank]);
});

test('matched areas keep about as many coefficients as the circle, and a ring ends where it should', () => {
  const count = (shape: MaskShape, r2: number) =>
    shapedMask(224, 224, { shape, r1: 40, r2, areaMatched: true }).reduce((sum, kept) => sum + kept, 0);
  const circle = count('circle', none);
  for (const shape of ['square', 'rhombus'] as const) {
    assert.ok(Math.abs(count(shape, none) / circle - 1) < 0.03, `${shape}: ${count(shape, none)} against ${circle}`);
    assert.ok(count(shape, 60) > count(shape, none));
  }
});

test('a mask is drawn into memory that is there', () => {
  const into = new Float32Array(49).fill(7);
  const mask = shapedMask(7, 7, { shape: 'rhombus', r1: 2, r2: none, areaMatched: true }, into);
  assert.equal(mask, into);
  assert.ok(mask.every(kept => kept === 0 || kept === 1));
});

test('a radius and how far it reaches are each other’s inverse', () => {
  for (const shape of ['circle', 'square', 'rhombus'] as const) {
    for (const matched of [true, false]) {
      assert.ok(Math.abs(radiusOfReach(shape, reachOf(shape, 16, matched), matched) - 16) < 1e-12);
    }
  }
  // The fact sheet: a side of 1.77 r, a half diagonal of 1.25 r.
  assert.equal((2 * reachOf('square', 1, true)).toFixed(2), '1.77');
  assert.equal(reachOf('rhombus', 1, true).toFixed(2), '1.25');
});
