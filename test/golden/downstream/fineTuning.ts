import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { losses } from '../../../extension/engine/methods/supervised/losses.js';
import { mixImages, mixTargets } from '../../../extension/engine/methods/supervised/mixing.js';
import { AdamW } from '../../../extension/engine/optimisation/adamw.js';
import { layerGroups } from '../../../extension/engine/optimisation/layerDecay.js';
import { rateOfUpdate, type ScheduleOptions } from '../../../extension/engine/optimisation/schedule.js';
import { TrainingStep } from '../../../extension/engine/training/step.js';
import { assertClose } from '../../support/close.js';
import { downstream } from '../../support/downstream.js';
import { lcg } from '../../support/lcg.js';
import { seededClassifier } from '../../support/seededClassifier.js';

/** One of the two fine-tuning trajectories, as the file tells it. */
interface Trajectory {
  config: string;
  recipe: string;
  groups: Record<string, { lr_scale: number; weight_decay: number; tensors: number }>;
  logits_before: number[];
  rows_lrFirstGroup_lrLastGroup_loss_gradNorm: [number, number, number, number][];
  logits_after: number[];
}

/** The fine-tuning of the paper on small classifiers: groups, rates, loss, gradient norm and logits afterwards. */
export function checkFineTuning(use: () => Promise<unknown>): void {
  for (const name of ['finetune_labels', 'finetune_mixup']) {
    test(`${name}: groups, rates, losses, gradient norms and logits equal the reference`, async () => {
      await use();
      await follow(downstream[name]);
    });
  }
}

async function follow(expected: Trajectory): Promise<void> {
  const seed = numberAfter(expected.config, 'LCG\\(seed ');
  const classifier = seededClassifier(expected.config, seed);
  const { parameters, encoder, classes, input } = classifier;
  const [height, width] = input.size;
  const shape = JSON.parse(/shape (\[[\d,]+\])/.exec(expected.config)![1]!) as [number, number, number, number];
  const size = shape[0];
  const pixels = lcg(
    shape.reduce((a, b) => a * b, 1),
    seed + 500,
  ).map(u => u * 2 - 1);
  const images = tf.tensor(pixels, shape);

  const decay = numberAfter(expected.recipe, 'layer decay ');
  const weightDecay = numberAfter(expected.recipe, 'wd ');
  const groups = layerGroups(parameters, encoder, decay);
  assert.deepEqual(
    groups.map(({ names, decay, rateScale }) => [names.length, decay ? weightDecay : 0, rateScale.toFixed(12)]),
    Object.values(expected.groups).map(g => [g.tensors, g.weight_decay, g.lr_scale.toFixed(12)]),
  );
  const smoothing = numberAfter(expected.recipe, 'smoothing ');
  const share = /mixup lambda/.test(expected.recipe) ? numberAfter(expected.recipe, 'mixup lambda ') : 1;
  const labels = Array.from({ length: size }, (_, i) => i % classes);
  const targets = smoothed(labels, classes, smoothing);
  const mix = Float32Array.from(labels.flatMap(() => [0, height, 0, width, share, share]));
  // The reference's logits are those of the mixed images.
  const logits = () => tf.tidy(() => classifier.classify(mixImages(images, tf.tensor2d(mix, [size, 6]))).dataSync());
  assertClose(logits(), expected.logits_before, 'logits before');
  const objective = {
    fields: [
      { name: 'images', shape: shape.slice(1) },
      { name: 'targets', shape: [classes] },
      { name: 'mix', shape: [6] },
    ],
    metrics: [],
    loss: ({ images, targets, mix }: Record<string, tf.Tensor>) => ({
      loss: losses['cross-entropy'](classifier.classify(mixImages(images!, mix!)), mixTargets(targets!, mix!)),
    }),
  };
  const optimiser = new AdamW(parameters, { betas: [0.9, 0.999], epsilon: 1e-8, weightDecay }, groups);
  const step = new TrainingStep({ encoder, parameters, groups }, objective, optimiser, {
    accumulation: 1,
    clip: null,
    seed: 0,
  });
  const schedule = scheduleOf(expected.recipe);
  const first = groups[0]!.rateScale;
  for (const [i, [lrFirst, lrLast, loss, norm]] of expected.rows_lrFirstGroup_lrLastGroup_loss_gradNorm.entries()) {
    const rates = (scale: number) => rateOfUpdate(i === 0 ? undefined : i - 1, schedule, scale);
    const place = { step: i, rates, update: i + 1, updates: true };
    const found = await step.run({ size, fields: { images: pixels, targets, mix } }, place);
    assertClose([rates(first)], [lrFirst], `rate of the first group in update ${i}`);
    assertClose([rates(1)], [lrLast], `rate of the last group in update ${i}`);
    assertClose([found.loss], [loss], `loss of update ${i}`);
    assertClose([found.gradNorm!], [norm], `gradient norm of update ${i}`);
  }
  assertClose(logits(), expected.logits_after, 'logits after');
  step.dispose();
  optimiser.dispose();
  parameters.dispose();
  images.dispose();
}

/** One-hot rows of which `smoothing` is spread over all classes. */
export function smoothed(labels: readonly number[], classes: number, smoothing: number): Float32Array {
  const at = (label: number, k: number) => smoothing / classes + (k === label ? 1 - smoothing : 0);
  return Float32Array.from(labels.flatMap(label => Array.from({ length: classes }, (_, k) => at(label, k))));
}

function scheduleOf(recipe: string): ScheduleOptions {
  const [, epochs, updates] = /(\d+) epochs x (\d+) updates/.exec(recipe)!.map(Number) as [number, number, number];
  return {
    name: 'cosine',
    base: numberAfter(recipe, 'base '),
    warmupStart: numberAfter(recipe, 'warm-up start '),
    minimum: numberAfter(recipe, 'min '),
    total: epochs * updates,
    warmup: Number(/(\d+) warm-up epoch/.exec(recipe)![1]) * updates,
    decayEvery: 1,
    decayRate: 1,
    milestones: [],
    gamma: 1,
  };
}

function numberAfter(text: string, what: string): number {
  return Number(new RegExp(`${what}([\\d.e-]*\\d)`).exec(text)![1]);
}
