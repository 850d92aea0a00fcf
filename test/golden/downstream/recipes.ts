import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { losses } from '../../../extension/engine/methods/supervised/losses.js';
import { mixTargets } from '../../../extension/engine/methods/supervised/mixing.js';
import { constant } from '../../../extension/engine/models/initialisers.js';
import { Parameters } from '../../../extension/engine/models/parameters.js';
import { Lamb } from '../../../extension/engine/optimisation/lamb.js';
import { assertClose } from '../../support/close.js';
import { downstream } from '../../support/downstream.js';
import { lcg } from '../../support/lcg.js';
import { smoothed } from './fineTuning.js';

/** What the recipes of fine-tuning are made of: targets of mixup, LAMB, binary cross-entropy. */
export function checkRecipes(use: () => Promise<unknown>): void {
  test('targets of mixup equal the reference', async () => {
    await use();
    const { lam, labels, classes, smoothing, target } = downstream.mixup;
    const given = tf.tensor(smoothed(labels, classes, smoothing), [labels.length, classes]);
    const mix = tf.tensor2d(labels.map(() => [0, 1, 0, 1, lam, lam]));
    assertClose(mixTargets(given, mix).dataSync(), target, 'targets');
  });

  test('LAMB steps as the reference does', async () => {
    await use();
    const { seed, after_each_step: expected, note } = downstream.lamb;
    const shapes = [...note.matchAll(/tensor \d (\[[\d,]+\])/g)].map(([, shape]) => JSON.parse(shape) as number[]);
    const [decay] = [...note.matchAll(/wd ([\d.]+)/g)].map(([, value]) => Number(value)) as [number];
    const rate = Number(/lr ([\d.e-]*\d)/.exec(note)![1]);
    const names = ['weight', 'bias'];
    const made = new Parameters(shapes.map((shape, k) => ({ name: names[k]!, shape, init: constant(0) })));
    made.initialise(0);
    const values = (k: number, seed: number, scale: number) =>
      lcg(
        shapes[k]!.reduce((a, b) => a * b, 1),
        seed,
      ).map(u => u * scale - scale / 2);
    for (const [k, name] of names.entries()) made.set(name, values(k, seed + k, 0.4));
    const lamb = new Lamb(made, { betas: [0.9, 0.999], epsilon: 1e-6, weightDecay: decay });
    for (const [i, after] of expected.entries()) {
      tf.tidy(() => {
        const gradients = shapes.map((shape, k) => tf.tensor(values(k, seed + 10 + 2 * i + k, 3), shape));
        lamb.apply(
          gradients,
          tf.scalar(1),
          lamb.hyper(scale => scale * rate, i + 1),
        );
      });
      for (const [k, name] of names.entries()) {
        assertClose(made.get(name).dataSync(), after[k].flat(), `${name} after step ${i + 1}`);
      }
    }
    lamb.dispose();
    made.dispose();
  });

  test('binary cross-entropy equals the reference', async () => {
    await use();
    const { logits, target, shape, loss_mean: expected } = downstream.bce;
    assertClose(losses.bce(tf.tensor(logits, shape), tf.tensor(target, shape)).dataSync(), [expected], 'loss');
  });
}
