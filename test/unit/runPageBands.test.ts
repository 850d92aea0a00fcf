import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { shiftedToHalf } from '../../extension/engine/frequency/halfSpectrum.js';
import { frequencyLoss, maskedWeights } from '../../extension/engine/frequency/loss.js';
import { circle, complement, shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { imagenetStatistics } from '../../extension/engine/input/input.js';
import { bandLoss } from '../../extension/engine/inspect/spectrum/bandLoss.js';
import { bandRanges, weightedMean } from '../../extension/engine/inspect/spectrum/bandRanges.js';
import { predictionSpread } from '../../extension/engine/inspect/spectrum/spread.js';
import { Random } from '../../extension/engine/random.js';
import type { Sample } from '../../extension/engine/runs/sampleFiles.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { maskedSpectralLoss } from '../support/spectralLoss.js';

before(async () => useRuntime(await createWasmRuntime()));

const { mean: imagenetMean, std: imagenetStd } = imagenetStatistics;

const size = 12;
const low = shapedMask(size, size, circle(3, 999));

/** A photograph of noise and a prediction of other noise. */
function noise(seed: number, mask: Float32Array): Sample {
  const random = new Random(seed);
  const values = () => Float32Array.from({ length: 3 * size * size }, () => random.uniform());
  return {
    statistics: imagenetStatistics,
    path: `${seed}`,
    width: size,
    height: size,
    original: values(),
    prediction: values(),
    mask,
    task: 'mfm',
  };
}

/** As the network gives it. */
function normalised(pixels: Float32Array): Float32Array {
  const plane = pixels.length / 3;
  return pixels.map((value, i) => (value - imagenetMean[Math.floor(i / plane)]!) / imagenetStd[Math.floor(i / plane)]!);
}

function close(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-5 * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
}

test('a band is the masked loss of a mask that removes only this band', () => {
  const sample = noise(1, low);
  const { loss, count } = bandLoss([sample]);
  assert.equal(loss.length, 9);
  for (const [band, value] of loss.entries()) {
    const onlyBand = Float32Array.from(low, (kept, i) => {
      const radius = Math.floor(Math.hypot((i % size) - 6, Math.floor(i / size) - 6));
      return kept === 0 && radius === band ? 0 : 1;
    });
    const removed = onlyBand.filter(kept => kept === 0).length;
    assert.equal(count[band], 3 * removed);
    if (removed === 0) assert.ok(Number.isNaN(value), `band ${band}`);
    else close(value, maskedSpectralLoss(normalised(sample.prediction), sample.original, onlyBand, size));
  }
});

test('together the bands are the loss that training reports', () => {
  const samples = [noise(1, low), noise(2, complement(low)), noise(3, low)];
  const { loss, count } = bandLoss(samples);
  const batch = (values: Float32Array[]) =>
    tf.tensor4d(Float32Array.from(values.flatMap(v => [...v])), [3, 3, size, size]);
  const masks = samples.flatMap(({ mask }) => [...shiftedToHalf(mask, size, size)]);
  const weights = maskedWeights(tf.tensor4d(masks, [3, 1, size, size / 2 + 1]), 3, size);
  const expected = frequencyLoss(
    batch(samples.map(({ prediction }) => normalised(prediction))),
    batch(samples.map(({ original }) => normalised(original))),
    weights,
    {
      lossGamma: 1,
      matrixGamma: 1,
      patchFactor: 1,
      averageSpectrum: false,
      withMatrix: false,
      logMatrix: false,
      batchMatrix: false,
    },
  ).loss.dataSync()[0]!;
  close(weightedMean(loss, count, 0, loss.length), expected);
});

test('masks that complete each other leave no band without a value', () => {
  const { loss } = bandLoss([noise(1, low), noise(2, complement(low))]);
  assert.ok(loss.every(Number.isFinite));
});

test('images that are not square', () => {
  const [width, height] = [10, 6];
  const zeros = new Float32Array(3 * width * height);
  const one = {
    statistics: imagenetStatistics,
    path: '',
    task: 'mfm',
    width,
    height,
    original: zeros,
    prediction: zeros.map((_, i) => (i % 60 === 0 ? imagenetStd[0]! : 0)),
  };
  const { loss, count } = bandLoss([{ ...one, mask: new Float32Array(60) }]);
  assert.equal(
    count.reduce((sum, n) => sum + n, 0),
    180,
  );
  // A single bright pixel has |F| = 1 everywhere, 1/sqrt(60) of it orthonormal; the other colours weigh differently.
  const perColour = imagenetStd.map(std => imagenetStd[0]! / std / Math.sqrt(60));
  for (const value of loss) close(value, perColour.reduce((sum, v) => sum + v, 0) / 3);
});

test('ranges of bands double, cover everything and are none where there is no room', () => {
  assert.deepEqual(bandRanges(159), [
    { from: 0, to: 14 },
    { from: 14, to: 28 },
    { from: 28, to: 56 },
    { from: 56, to: 159 },
  ]);
  assert.deepEqual(bandRanges(3), [
    { from: 0, to: 1 },
    { from: 1, to: 3 },
  ]);
  assert.equal(weightedMean([1, Number.NaN, 4], [1, 0, 2], 0, 3), 3);
  assert.ok(Number.isNaN(weightedMean([1], [1], 1, 3)));
});

test('the spread of predictions is 1 for the images themselves and 0 for equal predictions', () => {
  const samples = [noise(1, low), noise(2, low), noise(3, low)];
  close(predictionSpread(samples.map(({ original }) => ({ original, prediction: original }))), 1);
  close(predictionSpread(samples.map(({ original }) => ({ original, prediction: original.map(v => v / 4) }))), 0.25);
  assert.equal(predictionSpread(samples.map(({ original }) => ({ original, prediction: samples[0]!.prediction }))), 0);
  assert.ok(Number.isNaN(predictionSpread(samples.slice(0, 1))));
});
