import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { RgbImage } from '../../extension/engine/data/image.js';
import { toPlanar } from '../../extension/engine/data/image.js';
import { shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { analyseSpectrum, keepFrequencies } from '../../extension/engine/inspect/spectrum/spectrum.js';
import { logMagnitude, phase } from '../../extension/engine/inspect/spectrum/spectrumMaps.js';
import { BandFilter } from '../../webview/spectrum/bandFilter.js';
import { lcg } from '../support/lcg.js';
import { useNaiveRuntime } from '../support/naiveRuntime.js';

before(useNaiveRuntime);

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
    const engine = await analyseSpectrum(image, { radius: [3, 6] });
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

test('other forms are filtered as their masks say, again and again in the same memory', async () => {
  const [width, height] = [18, 16];
  const image = noise(width, height);
  const filter = new BandFilter(toPlanar(image), width, height);
  const { low } = filter;
  for (const shape of ['square', 'rhombus'] as const) {
    const band = { shape, r1: 4, r2: Number.POSITIVE_INFINITY, areaMatched: true };
    filter.apply(band);
    const expected = await keepFrequencies(toPlanar(image), shapedMask(width, height, band), width, height);
    assert.equal(filter.low, low);
    assertClose(filter.low, expected, 1e-5);
  }
});
