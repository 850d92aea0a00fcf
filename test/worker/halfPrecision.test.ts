import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import type { StepEvent } from '../../extension/protocol/events.js';
import { onEachBackend } from '../support/backends.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyRunConfig, trainToEnd } from '../support/tinyRun.js';

const config = (level: '' | 'O1') => {
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

  test('O1 is near single precision, and in parts it is what it is in one', { skip: !isTensorflow }, async t => {
    const runtime = await use();
    useRuntime({ ...runtime, half: { type: 'bfloat16', why: 'it is fast here' } });
    const losses = async (level: '' | 'O1') => {
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
    const [wide, narrow] = [await losses(''), await losses('O1')];
    assert.notDeepEqual(narrow, wide);
    const end = (list: number[]) => list.slice(-30).reduce((sum, loss) => sum + loss, 0) / 30;
    const ratio = end(narrow) / end(wide);
    assert.ok(Math.abs(ratio - 1) < 0.01, `the mean of the last 30 losses is ${ratio} times that in single precision`);

    const [whole, parts] = [await temporaryFolder(t), await temporaryFolder(t)];
    await trainToEnd({ config: config('O1'), output: whole, resume: true });
    for (const maxSteps of [2, 5]) await trainToEnd({ config: config('O1'), output: parts, resume: true, maxSteps });
    await trainToEnd({ config: config('O1'), output: parts, resume: true });
    assert.deepEqual(await tensorsOf(parts), await tensorsOf(whole));
  });
});
