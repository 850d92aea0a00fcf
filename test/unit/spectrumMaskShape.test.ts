import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  circle,
  type MaskShape,
  radiusOfReach,
  reachOf,
  shapedMask,
} from '../../extension/engine/frequency/maskShape.js';

const none = Number.POSITIVE_INFINITY;

test('the circle removes r1 <= d < r2 around the constant term, on squares and on any other shape', () => {
  for (const [width, height, r1, r2] of [
    [224, 224, 16, 999],
    [96, 96, 7, 30],
    [15, 15, 3, 6],
    [45, 30, 5, 12],
  ] as const) {
    const mask = shapedMask(width, height, circle(r1, r2));
    const kept = (x: number, y: number) => {
      const d = Math.hypot(x - Math.floor(width / 2), y - Math.floor(height / 2));
      return d < r1 || d >= r2 ? 1 : 0;
    };
    for (const [i, value] of mask.entries())
      assert.equal(value, kept(i % width, Math.floor(i / width)), `${i} of ${width}`);
  }
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
  const round = count('circle', none);
  for (const shape of ['square', 'rhombus'] as const) {
    assert.ok(Math.abs(count(shape, none) / round - 1) < 0.03, `${shape}: ${count(shape, none)} against ${round}`);
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
