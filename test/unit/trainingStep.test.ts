import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../extension/engine/config/schema.js';
import { whole } from '../../extension/engine/data/shard.js';
import { AdamW } from '../../extension/engine/optimisation/adamw.js';
import { type Reducer, type StepOutput, TrainingStep } from '../../extension/engine/training/step.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { pretextStep } from '../support/pretextStep.js';
import { tinyConfig, tinyModel } from '../support/tinyVit.js';

const images = lcg(4 * 3 * 256, 17);
const perImage = 3 * 256;

function trainer(change: (config: Config) => void, reducer?: Reducer) {
  const config = tinyConfig();
  config.MODEL.RECOVER_TARGET_TYPE = 'normal';
  config.TRAIN.CLIP_GRAD = null;
  change(config);
  const model = tinyModel(config);
  const optimiser = new AdamW(model.parameters, { betas: [0.9, 0.95], epsilon: 1e-8, weightDecay: 0.05 });
  const step = pretextStep(model, optimiser, config, undefined, { reducer });
  const run = (from: number, to: number, updates: boolean, rate = 1e-3, at = from) =>
    step.run({
      images: images.slice(from * perImage, to * perImage),
      lowPass: Uint8Array.of(1, 0, 1, 0).slice(from, to),
      step: at,
      rates: () => rate,
      update: 1,
      updates,
    });
  const values = () => model.parameters.all().map(v => v.dataSync().slice());
  return { run, values, step };
}

onEachBackend('training step', use => {
  test('two accumulated micro-batches update like one batch of both', async () => {
    await use();
    const whole = trainer(() => {});
    const parts = trainer(c => {
      c.TRAIN.ACCUMULATION_STEPS = 2;
    });
    const { gradNorm } = await whole.run(0, 4, true);
    const untouched = parts.values();
    await parts.run(0, 2, false);
    assert.deepEqual(parts.values(), untouched, 'nothing moves before the update');
    const last = await parts.run(2, 4, true);
    assertClose([last.gradNorm!], [gradNorm!], 'gradient norm');
    for (const [i, expected] of whole.values().entries())
      assertClose(parts.values()[i]!, expected, `parameter ${i}`, 1e-4);
  });

  test('a reset forgets what was accumulated', async () => {
    await use();
    const accumulate = (c: Config) => {
      c.TRAIN.ACCUMULATION_STEPS = 2;
    };
    const [first, second] = [trainer(accumulate), trainer(accumulate)];
    await first.run(0, 2, false);
    first.step.resetAccumulation();
    const [a, b] = [await first.run(2, 4, true), await second.run(2, 4, true)];
    assert.deepEqual(a, b);
    assert.deepEqual(first.values(), second.values());
  });

  test('clipping bounds the update but not the reported norm', async () => {
    await use();
    const free = await trainer(() => {}).run(0, 4, true);
    const clipped = trainer(c => {
      c.TRAIN.CLIP_GRAD = 1e-12;
    });
    assert.deepEqual(await clipped.run(0, 4, true), free);
    // AdamW's step is bounded by the rate whatever the gradient is; only near epsilon does it shrink with it.
    const moved = Math.max(
      ...clipped
        .values()
        .at(-1)!
        .map((v, i) => Math.abs(v - tinyModel().parameters.all().at(-1)!.dataSync()[i]!)),
    );
    assert.ok(moved < 2e-4, `${moved}`);
  });

  test('recomputing the blocks changes memory, not results', async () => {
    await use();
    const options = (c: Config) => {
      Object.assign(c.MODEL.VIT, { USE_SHARED_RPB: true });
      c.MODEL.DROP_PATH_RATE = 0.5;
    };
    const kept = trainer(options);
    const recomputing = trainer(c => {
      options(c);
      c.TRAIN.USE_CHECKPOINT = true;
    });
    const [a, b] = [await kept.run(0, 4, true), await recomputing.run(0, 4, true)];
    assertClose([b.loss, b.gradNorm!], [a.loss, a.gradNorm!], 'loss and gradient norm', 1e-6);
    for (const [i, expected] of kept.values().entries()) {
      assertClose(recomputing.values()[i]!, expected, `parameter ${i}`, 1e-5);
    }
  });

  test('drop path drops whole branches of single images, the same ones for the same step', async () => {
    await use();
    const dropping = (c: Config) => {
      c.MODEL.DROP_PATH_RATE = 0.9;
    };
    const one = await trainer(dropping).run(0, 4, true);
    assert.deepEqual(await trainer(dropping).run(0, 4, true), one);
    assert.notEqual((await trainer(() => {}).run(0, 4, true)).loss, one.loss);
  });

  test('processes that train together make the step of one, with half of the batch each', async () => {
    await use();
    const meeting = new Meeting();
    const alone = trainer(() => {});
    const halves = [0, 1].map(() => trainer(() => {}, meeting));
    for (const step of [0, 1]) {
      const whole = await alone.run(0, 4, true, 1e-3, step);
      // One after the other, as one process computes one thing at a time.
      const parts: Promise<StepOutput>[] = [];
      for (const [rank, half] of halves.entries()) {
        parts.push(half.run(2 * rank, 2 * rank + 2, true, 1e-3, step));
        await meeting.arrived(rank + 1);
      }
      const answers = meeting.answers();
      for (const [rank, part] of parts.entries()) {
        answers[rank]!();
        const { loss, gradNorm } = await part;
        assertClose([loss, gradNorm!], [whole.loss, whole.gradNorm!], 'report', 1e-5);
      }
    }
    const [first, second] = halves.map(half => half.values()) as [Float32Array[], Float32Array[]];
    assert.deepEqual(first, second);
    for (const [i, expected] of alone.values().entries()) assertClose(first[i]!, expected, `parameter ${i}`, 1e-4);
  });

  for (const [title, reducer] of [
    ['in one process', undefined],
    ['of processes that train together', { shard: whole, mean: async values => values.map(value => tf.clone(value)) }],
  ] satisfies [string, Reducer | undefined][]) {
    test(`what a method measures of a step arrives by its name, and leaves nothing behind: ${title}`, async () => {
      await use();
      const model = tinyModel();
      const { parameters, encoder } = model;
      const objective = {
        fields: [{ name: 'images', shape: [3, 16, 16] }],
        metrics: ['brightest', 'darkest'],
        loss: ({ images }: Record<string, tf.Tensor>) => ({
          loss: tf.mean(tf.square(parameters.get(learned!))) as tf.Scalar,
          metrics: { darkest: tf.min(images!) as tf.Scalar, brightest: tf.max(images!) as tf.Scalar },
        }),
      };
      const [learned, ...others] = parameters.specs.map(({ name }) => name);
      const groups = [
        { names: [learned!], decay: true, rateScale: 1, frozen: false },
        { names: others, decay: false, rateScale: 1, frozen: true },
      ];
      const optimiser = new AdamW(parameters, { betas: [0.9, 0.95], epsilon: 1e-8, weightDecay: 0 }, groups);
      const step = new TrainingStep({ encoder, parameters, groups }, objective, optimiser, {
        accumulation: 1,
        clip: null,
        seed: 0,
        reducer,
      });
      const run = () =>
        step.run(
          { size: 2, fields: { images: images.slice(0, 2 * perImage) } },
          { step: 0, rates: () => 0, update: 1, updates: true },
        );
      const { brightest, darkest } = await run();
      const seen = images.slice(0, 2 * perImage);
      assert.deepEqual([brightest, darkest], [Math.max(...seen), Math.min(...seen)]);
      const { numTensors } = tf.memory();
      await run();
      assert.equal(tf.memory().numTensors, numTensors);
    });
  }
});

/** Two processes that meet here. */
class Meeting implements Reducer {
  readonly shard = whole;
  private waiting: { values: readonly tf.Tensor[]; resolve: (means: tf.Tensor[]) => void }[] = [];
  private onArrival = () => {};

  mean(values: readonly tf.Tensor[]): Promise<tf.Tensor[]> {
    return new Promise(resolve => {
      this.waiting.push({ values, resolve });
      this.onArrival();
    });
  }

  async arrived(count: number): Promise<void> {
    while (this.waiting.length < count) await new Promise<void>(resolve => (this.onArrival = resolve));
  }

  /** What gives each process the means. */
  answers(): (() => void)[] {
    const all = this.waiting.map(({ values }) => values);
    const means = this.waiting.map(({ values }) =>
      values.map((_, i) => tf.tidy(() => tf.div(tf.addN(all.map(one => one[i]!)), all.length))),
    );
    const resolves = this.waiting.map(({ resolve }) => resolve);
    this.waiting = [];
    return resolves.map((resolve, i) => () => resolve(means[i]!));
  }
}
