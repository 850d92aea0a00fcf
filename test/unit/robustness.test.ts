import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { type ImageFolder, openImageFolder } from '../../extension/engine/data/folder.js';
import { UserError } from '../../extension/engine/errors.js';
import { Random } from '../../extension/engine/random.js';
import { Attack, fgsm, pgd } from '../../extension/engine/robustness/attacks.js';
import type { RobustnessPlan } from '../../extension/engine/robustness/plan.js';
import {
  measureRobustness,
  type RobustnessOptions,
  type TestedClassifier,
} from '../../extension/engine/robustness/robustness.js';
import { corruptionErrors } from '../../extension/engine/robustness/rowSummaries.js';
import { restrictedTo, subsetOf } from '../../extension/engine/robustness/subset.js';
import type { RobustnessRow } from '../../extension/protocol/robustness.js';
import { onEachBackend } from '../support/backends.js';
import { lcg } from '../support/lcg.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { truncatedJpeg, write } from './dataFixtures.js';

const SIDE = 16;
/** Of which the folder has all but the first. */
const CLASSES = ['gray', 'red', 'green', 'blue'];

/** Tells the strongest of red, green and blue; 'gray' always scores the most. */
function colourClassifier(): TestedClassifier {
  const weights = tf.variable(tf.tensor2d([0, 9, -1, -1, 0, -1, 9, -1, 0, -1, -1, 9], [3, 4]));
  const bias = tf.variable(tf.tensor1d([50, 0, 0, 0]));
  return {
    classNames: CLASSES,
    view: { side: SIDE, cropRatio: 1, filter: 'bicubic' },
    variables: [weights, bias],
    classify: images => tf.add(tf.matMul(tf.reshape(tf.mean(images, [2, 3]), [-1, 3]), weights), bias),
  };
}

/** Pictures of noise, in which the colour of their folder is a little stronger. */
async function colourFolder(t: TestContext, perClass = 4): Promise<ImageFolder> {
  const folder = await temporaryFolder(t);
  for (const [channel, name] of CLASSES.slice(1).entries()) {
    for (let k = 0; k < perClass; k++) {
      const values = lcg(3 * 20 * 24, 10 * channel + k);
      const data = Uint8Array.from(values, (u, i) => 90 + 60 * u + (i % 3 === channel ? 25 : 0));
      const png = sharp(data, { raw: { width: 20, height: 24, channels: 3 } }).png();
      await write(join(folder, name, `${k}.png`), await png.toBuffer());
    }
  }
  return openImageFolder(folder);
}

const options: RobustnessOptions = { batchSize: 5, threads: 2, seed: 3 };
const nothing: RobustnessPlan = { corruptions: [], severities: [], attacks: [], radii: [] };
const everything: RobustnessPlan = {
  corruptions: ['contrast', 'gaussian_noise', 'saturate'],
  severities: [1, 5],
  attacks: [
    { name: 'FGSM 1/255', settings: fgsm() },
    { name: 'PGD 0.2', settings: pgd(0.2, 0.05, 5) },
  ],
  radii: [3],
  heatMap: { grid: 3, norm: 1 },
};

async function rowsOf(source: ImageFolder, plan: RobustnessPlan, with_ = options): Promise<RobustnessRow[]> {
  const rows: RobustnessRow[] = [];
  let last = 0;
  for await (const event of measureRobustness(colourClassifier(), source, plan, with_)) {
    if (event.type === 'row') rows.push(event.row);
    else {
      assert.ok(event.done > last && event.done <= event.total, `${event.done} after ${last}, of ${event.total}`);
      last = event.done;
    }
  }
  return rows;
}

onEachBackend('robustness', use => {
  test('every condition of a plan becomes a row, and each says what it does', async t => {
    await use();
    const rows = await rowsOf(await colourFolder(t), everything);
    const names = rows.map(({ kind, name, severity }) => [kind, name, ...(severity ? [severity] : [])].join(' '));
    assert.deepEqual(names, [
      'clean clean',
      'attack FGSM 1/255',
      'attack PGD 0.2',
      'filter low-pass',
      'filter high-pass',
      ...['0, 0', '0, 7', '7, -7', '7, 0', '7, 7'].map(frequency => `fourier ${frequency}`),
      ...['contrast 1', 'contrast 5', 'gaussian_noise 1', 'gaussian_noise 5', 'saturate 1', 'saturate 5'].map(
        corruption => `corruption ${corruption}`,
      ),
    ]);
    const top1 = Object.fromEntries(rows.map((row, i) => [names[i], row.top1]));
    assert.ok(rows.every(({ of, top5 }) => of === 12 && top5 === 100));
    assert.equal(top1['clean clean'], 100);
    assert.equal(top1['attack FGSM 1/255'], 100, 'too weak for a difference of 25 levels');
    assert.equal(top1['attack PGD 0.2'], 0, 'strong enough to make another colour the strongest');
    assert.equal(top1['filter low-pass'], 100);
    assert.ok(top1['filter high-pass']! < 70, 'without their means colours are guessed');
    assert.equal(top1['fourier 7, 7'], 100, 'a wave leaves the means alone');
    assert.ok(top1['fourier 0, 0']! < 100, 'another brightness of each channel does not');
    assert.equal(top1['corruption contrast 5'], 100);
    assert.deepEqual(Object.keys(corruptionErrors(rows)), ['contrast', 'gaussian_noise'], 'saturate does not count');
  });

  test('rows do not depend on batches and threads, but on the seed', async t => {
    await use();
    const source = await colourFolder(t);
    const noisy: RobustnessPlan = {
      ...everything,
      attacks: [{ name: 'PGD', settings: pgd(0.06, 0.01, 3) }],
      corruptions: ['gaussian_noise', 'spatter'],
      heatMap: { grid: 5, norm: 1.6 },
    };
    const rows = await rowsOf(source, noisy);
    assert.deepEqual(await rowsOf(source, noisy, { ...options, batchSize: 12, threads: 1 }), rows);
    const others: RobustnessRow[][] = [];
    for (const seed of [40, 41, 42]) others.push(await rowsOf(source, noisy, { ...options, seed }));
    assert.ok(
      others.some(other => JSON.stringify(other) !== JSON.stringify(rows)),
      'another seed draws other signs',
    );
  });

  test('an attack stays in the ball and in the box, and starts anywhere in it', async () => {
    await use();
    const { classify, variables } = colourClassifier();
    const images = tf.tensor4d(lcg(2 * 3 * 64, 5), [2, 3, 8, 8]);
    const targets = tf.tensor2d([0, 1, 0, 0, 0, 0, 1, 0], [2, 4]);
    const settings = pgd(0.1, 0.03, 2);
    const attack = new Attack({ classify, variables }, settings);
    const start = attack.start(images, [new Random(1), new Random(2)]);
    const offsets = tf.sub(start, images).dataSync<'float32'>();
    const largest = Math.max(...offsets.map(Math.abs));
    assert.ok(largest <= 0.1 + 1e-6 && largest > 0.095, `${largest}`);
    const alone = attack.start(tf.slice(images, [1, 0, 0, 0], [1, 3, 8, 8]), [new Random(2)]);
    assert.deepEqual(alone.dataSync(), tf.slice(start, [1, 0, 0, 0], [1, 3, 8, 8]).dataSync());
    const before = tf.memory().numTensors;
    const changed = await attack.run(images, targets, start);
    assert.equal(tf.memory().numTensors, before + 1);
    const values = changed.dataSync<'float32'>();
    for (const [i, clean] of images.dataSync<'float32'>().entries()) {
      assert.ok(Math.abs(values[i]! - clean) <= 0.1 + 1e-6 && values[i]! >= 0 && values[i]! <= 1, `${i}`);
    }
    attack.dispose();
  });

  test('where the gradient is zero nothing moves', async () => {
    await use();
    const images = tf.tensor4d(lcg(3 * 64, 5), [1, 3, 8, 8]);
    // Its logits know red alone.
    const classify = (x: tf.Tensor) =>
      tf.concat([tf.mean(tf.slice(x, [0, 0, 0, 0], [-1, 1, -1, -1]), [2, 3]), tf.zeros([1, 1])], 1);
    const attack = new Attack({ classify, variables: [] }, fgsm(0.1));
    const moved = tf.sub(await attack.run(images, tf.tensor2d([1, 0], [1, 2])), images).dataSync<'float32'>();
    assert.ok(moved.subarray(0, 64).every(value => value <= 0));
    assert.ok(moved.subarray(0, 64).some(value => value < -0.09));
    assert.ok(moved.subarray(64).every(value => value === 0));
  });

  test('logits of a subset are those of its classes, in its order', async () => {
    await use();
    const model = colourClassifier();
    const images = tf.tensor4d(lcg(2 * 3 * 64, 8), [2, 3, 8, 8]);
    const all = model.classify(images).dataSync();
    const some = restrictedTo(model, [3, 1], 4).classify(images);
    assert.deepEqual(some.shape, [2, 2]);
    assert.deepEqual([...some.dataSync()], [all[3], all[1], all[7], all[5]]);
  });

  test('as many images are measured as the plan says, and what cannot be decoded is left out', async t => {
    await use();
    const source = await colourFolder(t);
    const [some] = await rowsOf(source, { ...nothing, images: 6 });
    assert.deepEqual([some!.of, some!.top1], [6, 100]);
    await write(join(source.root, 'red', '1.png'), await truncatedJpeg());
    const [clean] = await rowsOf(source, nothing);
    assert.deepEqual([clean!.of, clean!.top1], [11, 100]);
    for (const { path } of source.entries) await write(join(source.root, path), await truncatedJpeg());
    await assert.rejects(
      rowsOf(source, nothing),
      (error: Error) => error instanceof UserError && /12 images/.test(error.message),
    );
  });

  test('passes that are known are not made again, one that is known in part is', async t => {
    await use();
    const source = await colourFolder(t);
    const rows = await rowsOf(source, everything);
    const marked = rows.map(row => ({ ...row, top1: 12.5 }));
    assert.deepEqual(await rowsOf(source, everything, { ...options, rows: marked }), marked);
    const part = marked.filter(({ name }) => name !== 'low-pass' && name !== 'contrast');
    const isKnown = ({ kind, name }: RobustnessRow) => kind === 'corruption' && name !== 'contrast';
    assert.deepEqual(
      await rowsOf(source, everything, { ...options, rows: part }),
      rows.map((row, i) => (isKnown(row) ? marked[i] : row)),
    );
  });

  test('an aborted measurement ends with the reason, and keeps no tensor', async t => {
    await use();
    const source = await colourFolder(t);
    const model = colourClassifier();
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const measure = measureRobustness(model, source, everything, { ...options, signal: controller.signal });
    await measure.next();
    controller.abort(new Error('enough'));
    await assert.rejects(async () => {
      for await (const _ of measure);
    }, /enough/);
    assert.equal(tf.memory().numTensors, before);
  });
});

test('a folder is matched with the classes by name; what is unknown is named', async t => {
  const source = await colourFolder(t, 1);
  assert.deepEqual(
    subsetOf(source, CLASSES),
    source.classes.map(name => CLASSES.indexOf(name)),
  );
  const missing = (error: Error) => error instanceof UserError && /green/.test(error.message);
  assert.throws(() => subsetOf(source, ['red', 'blue']), missing);
  const stray = { ...source, entries: [...source.entries, { path: 'loose.png', label: -1 }] };
  assert.throws(() => subsetOf(stray, CLASSES), /loose\.png/);
});

test('a plan that cannot be carried out is refused before anything is', async t => {
  const source = await colourFolder(t, 1);
  const plans: [RobustnessPlan, RegExp][] = [
    [{ ...nothing, corruptions: ['fog'] }, /severit/],
    [{ ...nothing, radii: [2, 0] }, /0 is no radius/],
    [{ ...nothing, images: 1.5 }, /1\.5/],
    [{ ...nothing, heatMap: { grid: 4, norm: 1 } }, /odd/],
    [{ ...nothing, heatMap: { grid: 5, norm: 0 } }, /strength/],
    [{ ...nothing, attacks: [{ name: 'none', settings: pgd(0.1, 0, 3) }] }, /none/],
  ];
  for (const [plan, message] of plans) {
    await assert.rejects(
      rowsOf(source, plan),
      (error: Error) => error instanceof UserError && message.test(error.message),
    );
  }
  const small = { ...colourClassifier(), view: { side: 8, cropRatio: 1, filter: 'bicubic' } as const };
  const measure = measureRobustness(small, source, { ...nothing, corruptions: ['fog'], severities: [1] }, options);
  await assert.rejects(measure.next(), /16 px/);
});
