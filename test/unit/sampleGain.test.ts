import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepFrequencies } from '../../extension/engine/frequency/keepFrequencies.js';
import { circle, complement, shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { type InputSpec, imagenetStatistics } from '../../extension/engine/input/input.js';
import { gainOf } from '../../extension/engine/methods/mfm/sampleGain.js';
import { Random } from '../../extension/engine/random.js';

const size = 16;
const plane = size * size;

/** An image of three smooth channels with some noise, `[3, size, size]`. */
const image = (() => {
  const random = new Random(3);
  return Float32Array.from({ length: 3 * plane }, (_, i) => 0.2 + (0.3 * (i % size)) / size + 0.1 * random.uniform());
})();

/** The gain of a network that sees the image's frequencies under `mask` and gives `pixels`. */
function gain(mask: Float32Array, pixels: Float32Array): number {
  const input: InputSpec = { channels: 3, size: [size, size], ...imagenetStatistics };
  const clipped = keepFrequencies(image, mask, size, size).map(value => Math.min(1, Math.max(0, value)));
  const prediction = pixels.map((value, i) => {
    const channel = Math.floor(i / plane);
    return (value - input.mean[channel]!) / input.std[channel]!;
  });
  const samples = { paths: ['a'], images: image, tasks: [['mfm' as const]], taken: { masks: mask }, heldOut: true };
  return gainOf(samples as Parameters<typeof gainOf>[0], input, clipped, prediction);
}

const low = shapedMask(size, size, circle(3, 999));

test('who predicts gray in the place of low frequencies gains nothing', () => {
  assert.ok(Math.abs(gain(complement(low), new Float32Array(3 * plane).fill(0.5))) < 1e-3);
});

test('who predicts no high frequency gains nothing, and who predicts half of each gains six decibels', () => {
  const kept = keepFrequencies(image, low, size, size);
  assert.ok(Math.abs(gain(low, kept)) < 1e-3);
  const half = kept.map((value, i) => (value + image[i]!) / 2);
  assert.ok(Math.abs(gain(low, half) - 20 * Math.log10(2)) < 1e-2);
});
