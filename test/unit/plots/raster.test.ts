import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyPalette } from '../../../extension/engine/pictures/palettes.js';
import { planarToRgb } from '../../../extension/engine/pictures/planar.js';
import { rasterFromPlanar, rasterFromRgb, rasterFromValues } from '../../../webview/plots/raster.js';
import { lcg } from '../../support/lcg.js';

/** Without the fourth byte of each pixel, which must be 255. */
function colours(rgba: Uint8ClampedArray): number[] {
  return [...rgba].filter((byte, i) => {
    if (i % 4 === 3) assert.equal(byte, 255);
    return i % 4 !== 3;
  });
}

test("values have the colours of the engine's pictures", () => {
  const values = lcg(12, 3).map(value => 3 * value - 1);
  for (const palette of ['viridis', 'magma', 'diverging', 'cyclic'] as const) {
    const { rgba } = rasterFromValues(values, 4, 3, { palette, low: -0.5, high: 1.5 });
    assert.deepEqual(colours(rgba), [...applyPalette(values, palette, -0.5, 1.5)]);
  }
});

test('what is not a number is gray', () => {
  const { rgba } = rasterFromValues([Number.NaN, 1], 2, 1, { palette: 'magma', low: 0, high: 1 });
  assert.deepEqual([...rgba.slice(0, 4)], [128, 128, 128, 255]);
  assert.notDeepEqual([...rgba.slice(4)], [128, 128, 128, 255]);
});

test("planes become the pixels that the engine's pictures have", () => {
  const planar = lcg(3 * 20, 4).map(value => 1.4 * value - 0.2);
  assert.deepEqual(colours(rasterFromPlanar(planar, 5, 4).rgba), [...planarToRgb(planar, 5, 4).data]);
});

test('bytes stay as they are', () => {
  assert.deepEqual([...rasterFromRgb([1, 2, 3, 254, 255, 0], 2, 1).rgba], [1, 2, 3, 255, 254, 255, 0, 255]);
});

test('the memory of a raster of the same size is used again, in a new raster', () => {
  const first = rasterFromRgb([1, 2, 3], 1, 1);
  const second = rasterFromRgb([4, 5, 6], 1, 1, first);
  assert.equal(second.rgba, first.rgba);
  assert.notEqual(second, first);
  assert.notEqual(rasterFromRgb([1, 2, 3, 4, 5, 6], 2, 1, first).rgba, first.rgba);
});
