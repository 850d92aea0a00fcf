import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { halfToShifted, halfWidth, shiftedToHalf } from '../../extension/engine/frequency/halfSpectrum.js';
import {
  distanceMap,
  type FrequencyLossOptions,
  frequencyLoss,
  maskedWeights,
  normalWeights,
} from '../../extension/engine/frequency/loss.js';
import { circle, complement, shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { golden } from '../support/golden.js';
import { lcg } from '../support/lcg.js';

const expected = golden.loss_16;
const plain: FrequencyLossOptions = {
  lossGamma: 1,
  matrixGamma: 1,
  patchFactor: 1,
  averageSpectrum: false,
  withMatrix: false,
  logMatrix: false,
  batchMatrix: false,
};
const variants: Record<string, Partial<FrequencyLossOptions>> = {
  gamma1: {},
  'gamma0.5': { lossGamma: 0.5 },
  gamma2: { lossGamma: 2 },
  matrix: { withMatrix: true },
  matrix_mg2: { withMatrix: true, matrixGamma: 2 },
  matrix_log: { withMatrix: true, logMatrix: true },
  matrix_batch: { withMatrix: true, batchMatrix: true },
  ave: { averageSpectrum: true },
  patch_factor2: { patchFactor: 2 },
  patch_factor4: { patchFactor: 4 },
};

const images = (seed: number) =>
  tf.tensor4d(
    lcg(2 * 3 * 256, seed).map(u => u * 2 - 1),
    [2, 3, 16, 16],
  );
const low = shapedMask(16, 16, circle(3, 999));
const kept = () =>
  tf.tensor4d([...shiftedToHalf(low, 16, 16), ...shiftedToHalf(complement(low), 16, 16)], [2, 1, 16, halfWidth(16)]);

function weights(reduction: string, options: FrequencyLossOptions): tf.Tensor {
  if (reduction === 'masked') return maskedWeights(kept(), 3, 16);
  const side = 16 / options.patchFactor;
  return normalWeights((options.averageSpectrum ? 1 : 2) * options.patchFactor ** 2 * 3, side, side);
}

onEachBackend('frequency loss', use => {
  for (const [name, changes] of Object.entries(variants)) {
    const options = { ...plain, ...changes };
    test(`${name} equals the reference`, async () => {
      await use();
      const values = expected.values[name];
      for (const reduction of ['normal', 'masked'].filter(r => r in values)) {
        const loss = frequencyLoss(images(7), images(11), weights(reduction, options), options).loss;
        assertClose(loss.dataSync(), [values[reduction]], reduction);
      }
      const [batch, tiles, channels, height, width] = values.shape;
      const map = distanceMap(images(7), images(11), options);
      assert.deepEqual(map.shape, [batch, tiles, channels, height, halfWidth(width)]);
    });
  }

  test('the distance map equals the reference', async () => {
    await use();
    const map = distanceMap(images(7), images(11), plain).dataSync() as Float32Array;
    const first = halfToShifted(map.subarray(0, 16 * halfWidth(16)), 16, 16);
    assertClose(first.slice(0, 4), expected.values.gamma1.map_0_0_0_row0_first4, 'map');
  });

  for (const reduction of ['masked', 'normal']) {
    test(`the gradient of the ${reduction} loss equals the reference`, async () => {
      await use();
      const gradient = tf
        .grad(p => frequencyLoss(p, images(11), weights(reduction, plain), plain).loss)(images(7))
        .dataSync();
      const golden = expected[`grad_${reduction}_gamma1`];
      assertClose(gradient.slice(0, 16), golden.row, 'row');
      assertClose([Float32Array.from(gradient, Math.abs).reduce((sum, g) => sum + g, 0)], [golden.abs_sum], 'sum');
    });
  }

  for (const name of ['gamma1', 'gamma2', 'ave', 'patch_factor2', 'patch_factor4']) {
    test(`the gradient of ${name} equals finite differences`, async () => {
      await use();
      const options = { ...plain, ...variants[name] };
      const loss = (p: tf.Tensor) => frequencyLoss(p, images(11), weights('normal', options), options).loss;
      const gradient = tf.grad(loss)(images(7));
      // Uphill, where the difference stands out from single-precision noise.
      const direction = tf.div(gradient, tf.max(tf.abs(gradient)));
      const step = 0.02;
      const at = (k: number) => loss(tf.add(images(7), tf.mul(direction, k * step))).dataSync()[0]!;
      const slope = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step);
      const predicted = tf.sum(tf.mul(gradient, direction)).dataSync()[0]!;
      assertClose([predicted], [slope], 'directional derivative', 3e-3);
    });
  }

  for (const gamma of [0.5, 1, 2]) {
    test(`along the difference itself the loss grows like its power ${gamma}`, async () => {
      await use();
      const options = { ...plain, lossGamma: gamma };
      const loss = (p: tf.Tensor) => frequencyLoss(p, images(11), weights('masked', options), options).loss;
      const along = tf.sum(tf.mul(tf.grad(loss)(images(7)), tf.sub(images(7), images(11))));
      assertClose(along.dataSync(), [gamma * loss(images(7)).dataSync()[0]!], 'derivative', 1e-4);
    });
  }
});
