import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { imagenetStatistics } from '../../../extension/engine/input/input.js';
import { normalise } from '../../../extension/engine/input/normalise.js';
import { losses } from '../../../extension/engine/methods/supervised/losses.js';
import type { PixelClassifier } from '../../../extension/engine/models/pixelClassifier.js';
import { Attack, type AttackSettings, fgsm, pgd } from '../../../extension/engine/robustness/attacks.js';
import { onEachBackend } from '../../support/backends.js';
import { assertClose } from '../../support/close.js';
import { downstream } from '../../support/downstream.js';
import { lcg } from '../../support/lcg.js';
import { seededClassifier } from '../../support/seededClassifier.js';

const { note, seed, clean, fgsm: ofFgsm, pgd: ofPgd } = downstream.attack;
const shape: [number, number, number, number] = JSON.parse(/shape (\[[\d, ]+\])/.exec(note)![1]!);
const labels = /labels ([\d ]+)/.exec(note)![1]!.trim().split(' ').map(Number);

/** Values of a generator whose seed is the file's and an offset. */
function values(text: string): Float32Array {
  const offset = Number(/LCG\(seed\+(\d+)\)/.exec(text)![1]);
  return lcg(
    shape.reduce((product, side) => product * side, 1),
    seed + offset,
  );
}

/** Losses and logits of a small ViT on images as they are, and after attacks by one and by several gradients. */
export function testAttack(): void {
  onEachBackend('attack', use => {
    test('the clean images are classified as by the reference', async () => {
      const { model, images } = await prepare(use);
      check(model, images, clean);
    });

    test('FGSM changes loss, logits and images as the reference does', async () => {
      await attacked(use, fgsm(ofFgsm.epsilon), ofFgsm);
    });

    test('PGD changes loss, logits and images as the reference does', async () => {
      const { epsilon, step, steps, start } = ofPgd;
      const moved = values(start).map(u => u * 2 * epsilon - epsilon);
      await attacked(use, pgd(epsilon, step, steps), ofPgd, moved);
    });
  });
}

interface Expected {
  loss: number;
  logits: number[];
  mean_abs_change: number;
}

async function prepare(use: () => Promise<unknown>) {
  await use();
  const classifier = seededClassifier(downstream.finetune_labels.config, seed);
  const model: PixelClassifier = {
    classify: images => classifier.classify(normalise(images, imagenetStatistics)),
    variables: classifier.parameters.variablesOfState(),
  };
  const targets = tf.oneHot(tf.tensor1d(labels, 'int32'), classifier.classes).toFloat();
  return { model, targets, images: tf.tensor(values(note), shape) };
}

/** @param moved what the start is away from the images */
async function attacked(
  use: () => Promise<unknown>,
  settings: AttackSettings,
  expected: Expected,
  moved?: Float32Array,
) {
  const { model, targets, images } = await prepare(use);
  const attack = new Attack(model, settings);
  const start = moved ? tf.add(images, tf.tensor(moved, shape)) : images;
  const changed = await attack.run(images, targets, start);
  attack.dispose();
  check(model, changed, expected);
  const change = tf.mean(tf.abs(tf.sub(changed, images))).dataSync();
  assertClose(change, [expected.mean_abs_change], 'mean absolute change');
}

function check(model: PixelClassifier, images: tf.Tensor, expected: Pick<Expected, 'loss' | 'logits'>) {
  const logits = model.classify(images);
  assertClose(logits.dataSync(), expected.logits, 'logits');
  const targets = tf.oneHot(tf.tensor1d(labels, 'int32'), logits.shape[1]!).toFloat();
  const loss = losses['cross-entropy'](logits, targets);
  assertClose(loss.dataSync(), [expected.loss], 'loss');
  assert.equal(logits.shape[0], labels.length);
}
