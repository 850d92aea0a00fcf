import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { RgbImage } from '../../extension/engine/data/image.js';
import { UserError } from '../../extension/engine/errors.js';
import { keepFrequencies } from '../../extension/engine/frequency/keepFrequencies.js';
import { circle, shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { pixelSpectrum } from '../../extension/engine/inspect/spectrum/pixelSpectrum.js';
import { analyseSpectrum } from '../../extension/engine/inspect/spectrum/spectrum.js';
import { root } from '../support/root.js';

/** The golden vectors' generator (rule `lcg` of golden.json). */
function lcg(length: number, seed: number): Float32Array {
  let s = seed;
  return Float32Array.from({ length }, () => {
    s = (Math.imul(1664525, s) + 1013904223) >>> 0;
    return s / 2 ** 32;
  });
}

async function golden(name: string) {
  return JSON.parse(await readFile(`${root}/test/golden/golden.json`, 'utf8'))[name];
}

function close(actual: number, expected: number, tolerance = 1e-4): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
}

/** Every value of a gray picture from its pixel coordinates. */
function gray(width: number, height: number, value: (x: number, y: number) => number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.fill(value(x, y), (y * width + x) * 3, (y * width + x) * 3 + 3);
  }
  return { width, height, data };
}

test('the shifted spectrum has the reference values', async () => {
  const expected = await golden('spectrum_16');
  const { re, im } = pixelSpectrum(lcg(3 * 16 * 16, 1), 16, 16);
  close(re[8 * 16 + 8]!, expected.fft2_shifted_ch0_centre_8_8[0]);
  close(im[8 * 16 + 8]!, 0);
  close(re[8 * 16 + 9]!, expected.fft2_shifted_ch0_8_9[0]);
  close(im[8 * 16 + 9]!, expected.fft2_shifted_ch0_8_9[1]);
});

test('low- and high-pass images have the reference values', async () => {
  const expected = await golden('transform_16_r3');
  const planar = lcg(3 * 16 * 16, 1);
  const mask = shapedMask(16, 16, circle(3, 999));
  const low = keepFrequencies(planar, mask, 16, 16);
  const high = keepFrequencies(
    planar,
    mask.map(kept => 1 - kept),
    16,
    16,
  );
  for (let i = 0; i < 16; i++) {
    close(low[i]!, expected.low_pass_ch0_row0[i]);
    close(high[i]!, expected.high_pass_unclamped_ch0_row0[i]);
  }
});

for (const [width, height] of [
  [8, 8],
  [7, 5],
  [6, 9],
  [5, 4],
] as const) {
  test(`every coefficient of a ${width} x ${height} image is its defining sum, shifted`, () => {
    const image = lcg(width * height, 5);
    const { re, im } = pixelSpectrum(image, width, height);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const [v, u] = [row - Math.floor(height / 2), column - Math.floor(width / 2)];
        let [real, imaginary] = [0, 0];
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const angle = -2 * Math.PI * ((u * x) / width + (v * y) / height);
            real += image[y * width + x]! * Math.cos(angle);
            imaginary += image[y * width + x]! * Math.sin(angle);
          }
        }
        close(re[row * width + column]!, real);
        close(im[row * width + column]!, imaginary);
      }
    }
  });
}

test('a sinusoid is one band of the radial profile, with its power, frequency and direction', async () => {
  const [width, height] = [48, 32];
  const wave = (x: number, y: number) => 127.5 + 100 * Math.cos(2 * Math.PI * ((6 * x) / width + (8 * y) / height));
  const found = analyseSpectrum(gray(width, height, wave), { radius: 10 });
  const energy = found.radialProfile.slice(1).sort((a, b) => b.share - a.share);
  assert.equal(energy[0]!.radius, 10);
  assert.ok(energy[0]!.share > 100 * energy[1]!.share);
  const peak = (100 / 255 / 2) * width * height;
  close(energy[0]!.meanPower * energy[0]!.count, 2 * peak ** 2, 0.01);
  close(found.logMagnitude[(16 + 8) * width + 24 + 6]!, Math.log1p(peak), 0.01);
  close(found.logMagnitude[(16 - 8) * width + 24 - 6]!, Math.log1p(peak), 0.01);
});

test('a radius keeps exactly the bands below it: the wave at 10 bins survives radius 11 and not radius 10', async () => {
  const wave = (x: number) => 127.5 + 100 * Math.cos((2 * Math.PI * 10 * x) / 40);
  const image = gray(40, 40, wave);
  const [outside, inside] = [analyseSpectrum(image, { radius: 10 }), analyseSpectrum(image, { radius: 11 })];
  assert.ok(outside.keptEnergy.withoutDc < 0.001);
  assert.ok(outside.keptEnergy.withDc > 0.5);
  assert.ok(inside.keptEnergy.withoutDc > 0.99);
  const kept = inside.radialProfile.slice(0, 11).reduce((sum, band) => sum + band.share, 0);
  close(kept, inside.keptEnergy.withDc);
});

test('the pair adds up to the image before the clamp, and the clamp is reported', async () => {
  const image = gray(20, 14, (x, y) => (x * 41 + y * 67) % 256);
  const { lowPass, highPass, width, height, mask } = analyseSpectrum(image, { radius: [2, 5] });
  assert.deepEqual([width, height, mask.length], [20, 14, 280]);
  const mean = image.data.reduce((sum, value) => sum + value, 0) / image.data.length / 255;
  close(lowPass.unclamped.mean, mean);
  close(highPass.unclamped.mean, 0);
  assert.ok(highPass.unclamped.min < 0 && highPass.unclamped.below > 0.3);
  assert.ok(highPass.pixels.every(value => value >= 0 && value <= 1));
});

test('phase is that of a shifted wave', async () => {
  const image = gray(32, 32, x => 127.5 + 100 * Math.cos((2 * Math.PI * 4 * x) / 32 + 1));
  const { phase } = analyseSpectrum(image);
  close(phase[16 * 32 + 20]!, 1, 0.01);
  close(phase[16 * 32 + 12]!, -1, 0.01);
});

test('without a radius the mask has the size of the paper, relative to the shorter side', async () => {
  assert.deepEqual(analyseSpectrum(gray(60, 28, () => 9)).radius, [2, Number.POSITIVE_INFINITY]);
});

test('radii that do not fit are refused in one sentence', async () => {
  const image = gray(20, 14, () => 9);
  for (const radius of [7, 0, Number.NaN, [3, 3]] as (number | [number, number])[]) {
    assert.throws(() => analyseSpectrum(image, { radius }), UserError);
  }
});
