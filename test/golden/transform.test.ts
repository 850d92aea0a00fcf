import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { filterSpectrum, filterUnclamped } from '../../extension/engine/corruption/filter.js';
import { halfWidth, shiftedToHalf } from '../../extension/engine/frequency/halfSpectrum.js';
import { circle, complement, shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { runtime } from '../../extension/engine/runtime/runtime.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { golden } from '../support/golden.js';
import { lcg } from '../support/lcg.js';

const expected = golden.transform_16_r3;
const image = () => tf.tensor4d(lcg(3 * 16 * 16, 1), [1, 3, 16, 16]);
const half = (mask: Float32Array) => tf.tensor4d(shiftedToHalf(mask, 16, 16), [1, 1, 16, halfWidth(16)]);
const low = shapedMask(16, 16, circle(3, 999));

onEachBackend('transform', use => {
  test('low-pass and high-pass images equal the reference', async () => {
    await use();
    const lowPass = filterSpectrum(image(), half(low)).dataSync();
    assertClose(lowPass.slice(0, 16), expected.low_pass_ch0_row0, 'low-pass row');
    assertClose([sum(lowPass)], [expected.low_sum], 'low-pass sum');
    const highPass = filterSpectrum(image(), half(complement(low))).dataSync();
    assertClose(highPass.slice(0, 16), expected.high_pass_ch0_row0, 'high-pass row');
    assertClose([sum(highPass)], [expected.high_sum], 'high-pass sum');
    assert.equal(highPass.filter(v => v === 0).length / highPass.length, expected.high_zero_fraction);
    const unclamped = filterUnclamped(image(), half(complement(low))).dataSync();
    assertClose(unclamped.slice(0, 16), expected.high_pass_unclamped_ch0_row0, 'unclamped row');
  });

  test('the spectrum equals the reference', async () => {
    await use();
    const { re, im } = runtime().rfft2(image());
    assertClose(
      [re.dataSync()[0]!, im.dataSync()[0]!],
      golden.spectrum_16.fft2_shifted_ch0_centre_8_8,
      'constant term',
    );
    // Shifted (8, 9) is the frequency (0, 1).
    assertClose([re.dataSync()[1]!, im.dataSync()[1]!], golden.spectrum_16.fft2_shifted_ch0_8_9, 'frequency (0, 1)');
  });

  for (const [height, width] of [
    [16, 16],
    [7, 9],
    [14, 15],
    [1, 6],
  ] as const) {
    test(`the inverse transform returns ${height} x ${width} images`, async () => {
      await use();
      const pixels = lcg(2 * height * width, 5);
      const spectrum = runtime().rfft2(tf.tensor3d(pixels, [2, height, width]));
      assertClose(runtime().irfft2(spectrum, width).dataSync(), pixels, 'round trip');
    });
  }

  test('an asymmetric mask gives the real part of the complex result', async () => {
    await use();
    const mask = Float32Array.from(lcg(64, 9), u => (u > 0.5 ? 1 : 0));
    const pixels = lcg(64, 3);
    const kept = tf.tensor4d(shiftedToHalf(mask, 8, 8), [1, 1, 8, 5]);
    const actual = filterUnclamped(tf.tensor4d(pixels, [1, 1, 8, 8]), kept).dataSync();
    assertClose(actual, naiveFilter(pixels, mask, 8), 'asymmetric');
  });
});

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((a, b) => a + b, 0);
}

/** Transform, shifted mask, inverse, real part: by the definition, in double precision. */
function naiveFilter(pixels: Float32Array, mask: Float32Array, n: number): number[] {
  const re = new Float64Array(n * n);
  const im = new Float64Array(n * n);
  const turn = (u: number, v: number, y: number, x: number) => (2 * Math.PI * (u * y + v * x)) / n;
  for (let u = 0; u < n; u++) {
    for (let v = 0; v < n; v++) {
      if (mask[((u + n / 2) % n) * n + ((v + n / 2) % n)] === 0) continue;
      for (let i = 0; i < n * n; i++) {
        const angle = turn(u, v, Math.floor(i / n), i % n);
        re[u * n + v]! += pixels[i]! * Math.cos(angle);
        im[u * n + v]! -= pixels[i]! * Math.sin(angle);
      }
    }
  }
  return Array.from({ length: n * n }, (_, i) => {
    let value = 0;
    for (let k = 0; k < n * n; k++) {
      const angle = turn(Math.floor(k / n), k % n, Math.floor(i / n), i % n);
      value += re[k]! * Math.cos(angle) - im[k]! * Math.sin(angle);
    }
    return value / (n * n);
  });
}
