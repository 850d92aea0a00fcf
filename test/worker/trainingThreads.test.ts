import assert from 'node:assert/strict';
import { before, describe, type TestContext, test } from 'node:test';
import type { Config } from '../../extension/engine/config/schema.js';
import { openImageFolder } from '../../extension/engine/data/folder.js';
import { createMethod } from '../../extension/engine/methods/registry.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { runtime, useRuntime } from '../../extension/engine/runtime/runtime.js';
import { GradientThread } from '../../extension/engine/training/parallel/gradientThread.js';
import { sharedReport, sharedWeights } from '../../extension/engine/training/parallel/sharedValues.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import type { StepEvent } from '../../extension/protocol/events.js';
import { assertClose } from '../support/close.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyRunConfig, trainToEnd } from '../support/tinyRun.js';

const config = (threads: number, change: (config: Config) => void = () => {}) => {
  const made = tinyRunConfig();
  made.DATA.BATCH_SIZE = 5;
  made.TRAIN.THREADS = threads;
  made.SAMPLES.COUNT = 0;
  change(made);
  return made;
};

async function run(t: TestContext, made: Config, stops: readonly (number | undefined)[] = [undefined]) {
  const output = await temporaryFolder(t);
  const events = [];
  for (const maxSteps of stops) events.push(...(await trainToEnd({ config: made, output, resume: true, maxSteps })));
  const { tensors, meta } = await loadCheckpoint((await RunFolder.open(output).latest())!);
  const steps = events.filter((event): event is StepEvent => event.type === 'step');
  const devices = events.flatMap(event => (event.type === 'start' ? [event.device] : []));
  return { tensors, meta, devices, values: steps.map(({ values }) => values) };
}

describe('threads that train together', () => {
  before(async () => useRuntime(await createWasmRuntime()));

  test('a batch in parts makes the step of the whole, however unequal the parts, and what is masked or dropped in them', async t => {
    const dropping = (made: Config) => {
      made.MODEL.DROP_PATH_RATE = 0.3;
    };
    const one = await run(t, config(1, dropping));
    assert.deepEqual(one.devices, [runtime().device]);
    for (const threads of [2, 3]) {
      const { values, devices } = await run(t, config(threads, dropping));
      assert.deepEqual(devices, [`${runtime().device}, ${threads} threads`]);
      for (const metric of ['loss', 'gradNorm', 'lossLow', 'lossHigh']) {
        const of = (steps: typeof values) => steps.flatMap(step => step[metric] ?? []);
        assertClose(of(values), of(one.values), `${metric} of ${threads} threads`, 1e-4);
      }
    }
  });

  test('the same number computes the same to the bit, in parts as in one', async t => {
    const drawn = (made: Config) => {
      made.MODEL.DROP_PATH_RATE = 0.3;
      made.TRAIN.ACCUMULATION_STEPS = 2;
    };
    const first = await run(t, config(2, drawn));
    const parts = await run(t, config(2, drawn), [1, 3, undefined]);
    assert.deepEqual(parts.tensors, first.tensors);
    assert.deepEqual(parts.values, first.values);
  });

  test('a run goes on with as many as it began with', async t => {
    const first = await run(t, config(3));
    assert.equal((first.meta.schedule as { threads: number }).threads, 3);
    const output = await temporaryFolder(t);
    await trainToEnd({ config: config(3), output, resume: true, maxSteps: 2 });
    const [start] = await trainToEnd({ config: config(0), output, resume: true });
    assert.ok(start?.type === 'start' && start.device.endsWith(', 3 threads'));
    const { tensors } = await loadCheckpoint((await RunFolder.open(output).latest())!);
    assert.deepEqual(tensors, first.tensors);
  });

  test('there are no more than a batch has samples', async t => {
    const { devices } = await run(t, config(64), [1]);
    assert.deepEqual(devices, [`${runtime().device}, 5 threads`]);
  });

  test('one that ends while it computes is told, and so is whoever asks it after that', async () => {
    const made = config(2);
    const source = await openImageFolder(made.DATA.DATA_PATH);
    const method = createMethod(made);
    method.parameters.initialise(0);
    const values = {
      weights: sharedWeights(method),
      report: sharedReport(method, await method.objective(source)),
    };
    const thread = new GradientThread({ config: made, source, shard: { rank: 1, of: 2 }, values });
    await thread.loaded;
    const job = () => {
      const images = new Float32Array(2 * 3 * made.DATA.IMG_SIZE ** 2);
      const fields = { images, kind: new Float32Array(4), lowPass: new Float32Array(2) };
      return { step: 0, samples: { size: 2, fields } };
    };
    const computed = thread.compute(job());
    await thread.close();
    await assert.rejects(computed, /A training thread ended unexpectedly/);
    await assert.rejects(thread.compute(job()), /A training thread ended unexpectedly/);
    method.parameters.dispose();
  });
});
