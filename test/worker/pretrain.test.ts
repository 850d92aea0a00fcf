import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { readSafetensorsHeader } from '../../extension/engine/checkpoint/safetensors.js';
import { loadConfig } from '../../extension/engine/config/load.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { UserError } from '../../extension/engine/errors.js';
import { rateOfUpdate, scheduleOf } from '../../extension/engine/optimisation/schedule.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { RunControl } from '../../extension/engine/training/runControl.js';
import type { StepEvent } from '../../extension/protocol/events.js';
import type { MetricValues } from '../../extension/protocol/metrics.js';
import { onEachBackend } from '../support/backends.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { stepRecords } from '../support/stepRecords.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyRunConfig, trainToEnd } from '../support/tinyRun.js';

onEachBackend('pre-training', use => {
  test('a run leaves everything in its folder and its loss falls', async t => {
    await use();
    const output = await temporaryFolder(t);
    const config = tinyRunConfig();
    Object.assign(config.TRAIN, { EPOCHS: 12, BASE_LR: 1 });
    const events = await trainToEnd({ config, output, resume: true });
    assert.deepEqual(events.at(-1), {
      type: 'end',
      reason: 'finished',
      run: output,
      step: 36,
      skipped: [],
      report: join(output, 'report.html'),
    });
    const steps = events.filter((e): e is StepEvent => e.type === 'step');
    assert.deepEqual(
      steps.map(e => e.step),
      Array.from({ length: 36 }, (_, i) => i + 1),
    );
    const schedule = scheduleOf(config, 3);
    const rates = steps.map((_, k) => rateOfUpdate(k === 0 ? undefined : k - 1, schedule));
    assert.deepEqual(
      steps.map(e => e.values['lr']),
      rates,
    );
    // Batches differ in how many images are low-passed; the samples are the same ones all the time.
    const losses = await sampleLosses(output);
    assert.ok(losses.at(-1)! < 0.9 * losses[0]!, `the loss of the samples falls: ${losses}`);
    const run = RunFolder.open(output);
    assert.equal((await stepRecords(output)).length, 36);
    assert.equal((await run.readState())?.state, 'finished');
    assert.equal((await run.checkpoints()).filter(c => c.best).length, 1);
    assert.deepEqual(await loadConfig(run.configFile), config);
    assert.equal((await readdir(run.samplesDir)).length, 13);
    assert.ok((await readFile(run.reportFile, 'utf8')).includes('</html>'));
    assert.ok((await readdir(output)).some(name => name.startsWith('events.out.tfevents')));
    assert.ok(!existsSync(join(output, 'run.lock')));
  });

  const variants: Record<string, (config: Config) => void> = {
    'the plain step': () => {},
    'gradient accumulation': config => {
      config.TRAIN.ACCUMULATION_STEPS = 2;
    },
    'drop path, layer scale and relative positions': config => {
      config.MODEL.DROP_PATH_RATE = 0.3;
      Object.assign(config.MODEL.VIT, { INIT_VALUES: 0.1, USE_RPB: true });
    },
    'the transformer decoder, shared relative positions, fixed positions': config => {
      Object.assign(config.MODEL.VIT, { USE_APE: false, USE_FPE: true, USE_SHARED_RPB: true });
      config.MODEL.VIT.DECODER = { EMBED_DIM: 8, DEPTH: 1, NUM_HEADS: 2 };
    },
    'a residual network, whose running statistics go on, accumulating': config => {
      Object.assign(config.DATA, { IMG_SIZE: 32, BATCH_SIZE: 2 });
      Object.assign(config.MODEL, { TYPE: 'resnet' });
      Object.assign(config.MODEL.RESNET, { LAYERS: [1, 1, 1, 1], BLOCK: 'basic', WIDTH: 8 });
      Object.assign(config.TRAIN, { ACCUMULATION_STEPS: 2, EPOCHS: 1, WARMUP_EPOCHS: 0 });
    },
  };
  for (const [name, change] of Object.entries(variants)) {
    test(`a resumed run equals an uninterrupted one bit for bit: ${name}`, async t => {
      await use();
      const folder = await temporaryFolder(t);
      const config = tinyRunConfig();
      change(config);
      const whole = await trainToEnd({ config, output: join(folder, 'whole'), resume: true });
      const output = join(folder, 'parts');
      await trainToEnd({ config, output, resume: true, maxSteps: 2 });
      await trainToEnd({ config, output, resume: true, maxSteps: 4 });
      await trainToEnd({ config, output, resume: true });
      const losses = (metrics: { values: MetricValues }[]) => metrics.map(m => m.values['loss']);
      const steps = whole.filter((e): e is StepEvent => e.type === 'step');
      assert.deepEqual(losses(await stepRecords(output)), losses(steps));
      assert.deepEqual(await lastTensors(output), await lastTensors(join(folder, 'whole')));
      assert.deepEqual(await lastMetadata(output), await lastMetadata(join(folder, 'whole')));
    });
  }

  test('a loss that is not finite stops the run and keeps the last good checkpoint', async t => {
    await use();
    const output = await temporaryFolder(t);
    const config = tinyRunConfig();
    await trainToEnd({ config, output, resume: true, maxSteps: 3 });
    config.TRAIN.BASE_LR = 1e30;
    config.TRAIN.EPOCHS = 9;
    config.TRAIN.CLIP_GRAD = null;
    await assert.rejects(trainToEnd({ config, output, resume: true }), error => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /not finite in step \d+ \(epoch \d+\).*last good checkpoint is .*step-000003/);
      return true;
    });
    const run = RunFolder.open(output);
    const { state, failure } = (await run.readState())!;
    assert.deepEqual({ state, failure }, { state: 'failed', failure: 'notFinite' });
    for (const tensor of (await loadCheckpoint((await run.latest())!)).tensors.values()) {
      const values = new Float32Array(tensor.data.slice().buffer);
      assert.ok(values.every(Number.isFinite));
    }
  });

  test('an update that spoils the parameters is noticed before they are saved', async t => {
    await use();
    const output = await temporaryFolder(t);
    const config = tinyRunConfig();
    await trainToEnd({ config, output, resume: true, maxSteps: 2 });
    // The next step ends the epoch; its own loss is still that of good parameters.
    config.TRAIN.BASE_LR = 1e60;
    await assert.rejects(
      trainToEnd({ config, output, resume: true }),
      /The update is not finite in step 3.*step-000002/,
    );
    assert.match((await RunFolder.open(output).latest())!, /step-000002/);
  });

  test('steps leave no tensors behind', async t => {
    await use();
    const output = await temporaryFolder(t);
    const before = tf.memory().numTensors;
    await trainToEnd({ config: tinyRunConfig(), output, resume: true });
    assert.equal(tf.memory().numTensors, before);
  });

  test('a run without samples writes none', async t => {
    await use();
    const output = await temporaryFolder(t);
    const config = tinyRunConfig();
    config.SAMPLES.COUNT = 0;
    const events = await trainToEnd({ config, output, resume: true });
    assert.ok(!events.some(event => event.type === 'sample'));
    assert.ok(existsSync(join(output, 'report.html')));
  });

  test('a run that is stopped before its first step says so', async t => {
    await use();
    const output = await temporaryFolder(t);
    const control = new RunControl();
    control.stop({ save: true });
    const events = await trainToEnd({ config: tinyRunConfig(), output, resume: true, control });
    assert.deepEqual(events.at(-1), {
      type: 'end',
      reason: 'stopped',
      run: output,
      step: 0,
      skipped: [],
      report: join(output, 'report.html'),
    });
  });

  const refusals: [string, (config: Config) => void, RegExp][] = [
    ['another model', c => Object.assign(c.MODEL.VIT, { EMBED_DIM: 8 }), /holds encoder\.cls_token as \[1,1,16\]/],
    ['another batch size', c => Object.assign(c.DATA, { BATCH_SIZE: 2 }), /3 steps an epoch and there would be 6 now/],
  ];
  for (const [what, change, message] of refusals) {
    test(`a run is not resumed with ${what}`, async t => {
      await use();
      const output = await temporaryFolder(t);
      await trainToEnd({ config: tinyRunConfig(), output, resume: true, maxSteps: 1 });
      const before = await lastTensors(output);
      const config = tinyRunConfig();
      change(config);
      await assert.rejects(trainToEnd({ config, output, resume: true }), message);
      assert.deepEqual(await lastTensors(output), before);
    });
  }

  test('a folder that holds a run is not started anew', async t => {
    await use();
    const output = await temporaryFolder(t);
    await trainToEnd({ config: tinyRunConfig(), output, resume: true, maxSteps: 1 });
    await assert.rejects(trainToEnd({ config: tinyRunConfig(), output, resume: false }), /already holds a run/);
  });
});

async function lastTensors(output: string) {
  const checkpoint = await loadCheckpoint((await RunFolder.open(output).latest())!);
  return checkpoint.tensors;
}

/** The texts in the header of the newest checkpoint, but for when it was written. */
async function lastMetadata(output: string) {
  const { metadata } = await readSafetensorsHeader((await RunFolder.open(output).latest())!);
  return { ...metadata, created: undefined };
}

async function sampleLosses(output: string): Promise<number[]> {
  const { samplesDir } = RunFolder.open(output);
  const names = (await readdir(samplesDir)).sort();
  return Promise.all(names.map(async n => Number((await readSafetensorsHeader(join(samplesDir, n))).metadata['loss'])));
}
