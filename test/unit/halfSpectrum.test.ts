import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  halfToShifted,
  halfWidth,
  multiplicity,
  shiftedToHalf,
} from '../../extension/engine/frequency/halfSpectrum.js';
import { circle, shapedMask } from '../../extension/engine/frequency/maskShape.js';

for (const size of [7, 8, 96]) {
  test(`a circle of ${size} x ${size} survives the way to the half spectrum and back`, () => {
    const mask = shapedMask(size, size, circle(size / 4, 999));
    assert.deepEqual(halfToShifted(shiftedToHalf(mask, size, size), size, size), mask);
  });
}

for (const [height, width] of [
  [6, 8],
  [5, 7],
  [4, 5],
] as const) {
  test(`the multiplicities of ${height} x ${width} count every coefficient once`, () => {
    const counts = multiplicity(width);
    assert.equal(counts.length, halfWidth(width));
    assert.equal(counts.reduce((a, b) => a + b, 0) * height, height * width);
  });

  test(`an asymmetric ${height} x ${width} map becomes its symmetric part`, () => {
    const full = Float32Array.from({ length: height * width }, (_, i) => (i * 7) % 11);
    const symmetric = halfToShifted(shiftedToHalf(full, height, width), height, width);
    const [cy, cx] = [Math.floor(height / 2), Math.floor(width / 2)];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const oy = (2 * cy - y + height) % height;
        const ox = (2 * cx - x + width) % width;
        assert.equal(symmetric[y * width + x], (full[y * width + x]! + full[oy * width + ox]!) / 2);
      }
    }
  });
}
