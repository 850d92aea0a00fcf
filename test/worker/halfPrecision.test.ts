import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { type TestContext, test } from 'node:test';
import { saveCheckpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import type { LossScaleState } from '../../extension/engine/checkpoint/progress.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import type { StepEvent } from '../../extension/protocol/events.js';
import { onEachBackend } from '../support/backends.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyRunConfig, trainToEnd } from '../support/tinyRun.js';

const config = (level: '' | 'O1' | 'auto') => {
  const made = tinyRunConfig();
  made.AMP_OPT_LEVEL = level;
  made.SAMPLES.COUNT = 0;
  return made;
};
const tensorsOf = async (dir: string) => (await loadCheckpoint((await RunFolder.open(dir).latest())!)).tensors;

onEachBackend('mixed precision', (use, { name }) => {
  const isTensorflow = name.includes('tensorflow');

  test('O1 computes in single precision, and says why, where half is not faster', async t => {
    const runtime = await use();
    useRuntime({ ...runtime, half: { why: 'it is slow here' } });
    const [plain, asked] = [await temporaryFolder(t), await temporaryFolder(t)];
    await trainToEnd({ config: config(''), output: plain, resume: true });
    const [start] = await trainToEnd({ config: config('O1'), output: asked, resume: true });
    assert.ok(start?.type === 'start' && start.device === `${runtime.device}; float32, for it is slow here`);
    assert.deepEqual(await tensorsOf(asked), await tensorsOf(plain));
  });

  for (const [half, expected] of [
    [{ type: 'bfloat16', why: 'it is fast here' }, '; bfloat16, for it is fast here'],
    [{ type: 'float16', why: 'it is an old GPU' }, ''],
    [{ why: 'it is slow here' }, ''],
  ] as const) {
    test(`auto takes bfloat16 alone, and else says nothing: ${half.why}`, async t => {
      const runtime = await use();
      useRuntime({ ...runtime, half });
      const output = await temporaryFolder(t);
      const [start] = await trainToEnd({ config: config('auto'), output, resume: true, maxSteps: 1 });
      assert.ok(start?.type === 'start');
      assert.equal(start.device, runtime.device + expected);
    });
  }

  const losses = async (t: TestContext, level: '' | 'O1') => {
    const made = config(level);
    made.TRAIN.EPOCHS = 100;
    made.SAVE_FREQ = 100;
    const output = await temporaryFolder(t);
    const events = await trainToEnd({ config: made, output, resume: true });
    const steps = events
      .filter((event): event is StepEvent => event.type === 'step')
      .map(({ values }) => values['loss']!);
    assert.equal(steps.length, 300);
    return steps;
  };
  let wide: number[] | undefined;

  for (const type of ['bfloat16', 'float16'] as const) {
    test(`O1 in ${type} is near single precision, and in parts it is what it is in one`, {
      skip: !isTensorflow,
    }, async t => {
      const runtime = await use();
      useRuntime({ ...runtime, half: { type, why: 'it is fast here' } });
      wide ??= await losses(t, '');
      const narrow = await losses(t, 'O1');
      assert.notDeepEqual(narrow, wide);
      const end = (list: number[]) => list.slice(-30).reduce((sum, loss) => sum + loss, 0) / 30;
      const ratio = end(narrow) / end(wide);
      assert.ok(
        Math.abs(ratio - 1) < 0.01,
        `the mean of the last 30 losses is ${ratio} times that in single precision`,
      );
      assert.deepEqual(await tensorsOf(await inParts(t)), await tensorsOf(await inOne(t)));
    });
  }

  test('updates that overflow are skipped and counted, and in parts as in one', { skip: !isTensorflow }, async t => {
    const runtime = await use();
    useRuntime({ ...runtime, half: { type: 'float16', why: 'it is fast here' } });
    const begun = await temporaryFolder(t);
    await trainToEnd({ config: config('O1'), output: begun, resume: true, maxSteps: 2 });
    const file = (await RunFolder.open(begun).latest())!;
    const checkpoint = await loadCheckpoint(file);
    const { schedule } = checkpoint.meta as { schedule: { lossScale: LossScaleState } };
    assert.deepEqual(schedule.lossScale, { scale: 65536, streak: 2, skipped: 0, overflowed: false });
    schedule.lossScale.scale = 2 ** 60;
    await saveCheckpoint(file, checkpoint);

    const copies = [await temporaryFolder(t), await temporaryFolder(t)];
    for (const copy of copies) await cp(begun, copy, { recursive: true });
    const events = await trainToEnd({ config: config('O1'), output: copies[0]!, resume: true });
    const steps = events.filter((event): event is StepEvent => event.type === 'step');
    assert.deepEqual(
      steps.map(({ values: { lossScale, skipped, gradNorm } }) => [Math.log2(lossScale!), skipped, gradNorm]),
      [1, 2, 3, 4].map(skipped => [60 - skipped, skipped, undefined]),
    );
    assert.ok(events.some(event => event.type === 'start' && event.metrics.some(({ id }) => id === 'skipped')));
    for (const maxSteps of [3, 5, 6]) {
      await trainToEnd({ config: config('O1'), output: copies[1]!, resume: true, maxSteps });
    }
    for (const copy of copies) {
      const { meta, tensors } = await loadCheckpoint((await RunFolder.open(copy).latest())!);
      assert.deepEqual(tensors, checkpoint.tensors, 'nothing was updated');
      assert.equal(meta.updates, 2);
      const expected = { scale: 2 ** 56, streak: 0, skipped: 4, overflowed: false };
      assert.deepEqual((meta.schedule as { lossScale: LossScaleState }).lossScale, expected);
    }
  });
});

async function inOne(t: TestContext): Promise<string> {
  const output = await temporaryFolder(t);
  await trainToEnd({ config: config('O1'), output, resume: true });
  return output;
}

async function inParts(t: TestContext): Promise<string> {
  const output = await temporaryFolder(t);
  for (const maxSteps of [2, 5, 6]) await trainToEnd({ config: config('O1'), output, resume: true, maxSteps });
  return output;
}
