import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { filterUnclamped } from '../../extension/engine/corruption/filter.js';
import type { RgbImage } from '../../extension/engine/data/image.js';
import { toPlanar } from '../../extension/engine/data/image.js';
import { halfWidth, shiftedToHalf } from '../../extension/engine/frequency/halfSpectrum.js';
import { keepFrequencies } from '../../extension/engine/frequency/keepFrequencies.js';
import { complement, shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { analyseSpectrum } from '../../extension/engine/inspect/spectrum/spectrum.js';
import { logMagnitude, phase } from '../../extension/engine/inspect/spectrum/spectrumMaps.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { BandFilter } from '../../webview/spectrum/bandFilter.js';
import { lcg } from '../support/lcg.js';

function noise(width: number, height: number): RgbImage {
  return { width, height, data: Uint8Array.from(lcg(3 * width * height, 4), value => Math.floor(256 * value)) };
}

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    assert.ok(difference <= tolerance, `${i}: ${actual[i]} is not ${expected[i]}`);
  }
}

for (const [width, height] of [
  [16, 16],
  [21, 15],
  [14, 22],
] as const) {
  test(`the page's filter gives what the engine gives, ${width} x ${height}`, async () => {
    const image = noise(width, height);
    const filter = new BandFilter(toPlanar(image), width, height);
    const kept = filter.apply({ shape: 'circle', r1: 3, r2: 6, areaMatched: true });
    const engine = analyseSpectrum(image, { radius: [3, 6] });
    assertClose(logMagnitude(filter.spectrum), engine.logMagnitude, 1e-5);
    assertClose(phase(filter.spectrum).map(Math.cos), engine.phase.map(Math.cos), 1e-3);
    assertClose(
      filter.low.map(value => Math.min(1, Math.max(0, value))),
      engine.lowPass.pixels,
      1e-5,
    );
    assertClose(
      filter.high.map(value => Math.min(1, Math.max(0, value))),
      engine.highPass.pixels,
      1e-5,
    );
    assertClose([kept.withDc, kept.withoutDc], [engine.keptEnergy.withDc, engine.keptEnergy.withoutDc], 1e-6);
  });
}

test('what is looked at is what the method filters: every form, sides and mask', async () => {
  useRuntime(await createWasmRuntime());
  for (const [width, height] of [
    [16, 16],
    [21, 15],
    [14, 22],
  ] as const) {
    const planar = toPlanar(noise(width, height));
    for (const shape of ['circle', 'square', 'rhombus'] as const) {
      const mask = shapedMask(width, height, { shape, r1: 3, r2: 6, areaMatched: false });
      for (const its of [mask, complement(mask)]) {
        const expected = tf.tidy(() => {
          const kept = tf.tensor4d(shiftedToHalf(its, height, width), [1, 1, height, halfWidth(width)]);
          return filterUnclamped(tf.tensor4d(planar, [1, 3, height, width]), kept);
        });
        assertClose(keepFrequencies(planar, its, width, height), expected.dataSync(), 1e-5);
      }
    }
  }
});

test('other forms are filtered as their masks say, again and again in the same memory', async () => {
  const [width, height] = [18, 16];
  const image = noise(width, height);
  const filter = new BandFilter(toPlanar(image), width, height);
  const { low } = filter;
  for (const shape of ['square', 'rhombus'] as const) {
    const band = { shape, r1: 4, r2: Number.POSITIVE_INFINITY, areaMatched: true };
    filter.apply(band);
    const expected = keepFrequencies(toPlanar(image), shapedMask(width, height, band), width, height);
    assert.equal(filter.low, low);
    assertClose(filter.low, expected, 1e-5);
  }
});
