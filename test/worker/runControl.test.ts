import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { RunControl } from '../../extension/engine/training/runControl.js';
import { train } from '../../extension/engine/training/train.js';
import type { RunEvent } from '../../extension/protocol/events.js';
import { onEachBackend } from '../support/backends.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyRunConfig, trainToEnd } from '../support/tinyRun.js';
import { userError } from '../support/userError.js';

/** Runs to the end; `act` sees each event before the run goes on. */
async function run(output: string, act: (event: RunEvent, control: RunControl) => unknown): Promise<RunEvent[]> {
  const control = new RunControl();
  const events: RunEvent[] = [];
  for await (const event of train({ config: tinyRunConfig(), output, resume: true, control })) {
    events.push(event);
    await act(event, control);
  }
  return events;
}

/** Long enough for a run that should be still to give itself away. */
const anotherRun = (folder: string) =>
  trainToEnd({ config: tinyRunConfig(), output: join(folder, 'another'), resume: true });

const isStep = (event: RunEvent, step: number) => event.type === 'step' && event.step === step;
const types = (events: RunEvent[]) => events.map(e => (e.type === 'state' ? e.state : e.type));

onEachBackend('control of a run', use => {
  test('a paused run takes no step, says so, and goes on as if it had never paused', async t => {
    await use();
    const folder = await temporaryFolder(t);
    const whole = await trainToEnd({ config: tinyRunConfig(), output: join(folder, 'whole'), resume: true });

    const output = join(folder, 'paused');
    const states: (string | undefined)[] = [];
    const events = await run(output, async (event, control) => {
      if (isStep(event, 2)) control.pause();
      if (event.type !== 'state') return;
      states.push((await RunFolder.open(output).readState())?.state);
      // The generator is waited for only after this.
      if (event.state === 'paused') void anotherRun(folder).then(() => control.resume());
    });
    assert.deepEqual(states, ['paused', 'running']);
    const at = events.findIndex(e => isStep(e, 2));
    assert.deepEqual(events.slice(at + 1, at + 3), [
      { type: 'state', state: 'paused', step: 2 },
      { type: 'state', state: 'running', step: 2 },
    ]);
    const losses = (all: RunEvent[]) => all.flatMap(e => (e.type === 'step' ? [e.values] : []));
    assert.deepEqual(losses(events), losses(whole));
    const tensorsIn = async (dir: string) =>
      (await loadCheckpoint((await RunFolder.open(join(folder, dir)).latest())!)).tensors;
    assert.deepEqual(await tensorsIn('paused'), await tensorsIn('whole'));
  });

  test('while it is paused the generator waits and the process does not', async t => {
    await use();
    const control = new RunControl();
    control.pause();
    const folder = await temporaryFolder(t);
    const events = train({ config: tinyRunConfig(), output: join(folder, 'paused'), resume: true, control });
    let event = (await events.next()).value;
    while (event && !isPaused(event)) event = (await events.next()).value;
    let going = false;
    const next = events.next().then(result => {
      going = true;
      return result.value;
    });
    await anotherRun(folder);
    assert.equal(going, false);
    control.resume();
    assert.deepEqual(await next, { type: 'state', state: 'running', step: 0 });
    control.stop({ save: false });
    for await (const { type } of events) assert.notEqual(type, 'step');
  });

  test('a checkpoint that is asked for is of the last finished step, also while paused, and is written once', async t => {
    await use();
    const output = await temporaryFolder(t);
    const saved: Promise<unknown>[] = [];
    const events = await run(output, (event, control) => {
      if (isStep(event, 1)) saved.push(control.save(), control.save());
      if (isStep(event, 2)) control.pause();
      if (!isPaused(event)) return;
      const save = control.save();
      saved.push(save);
      void save.then(() => saved.push(control.save().finally(() => control.resume())));
    });
    const checkpoints = events.filter(e => e.type === 'checkpoint');
    assert.deepEqual(
      checkpoints.map(e => e.step),
      [1, 2, 3, 6],
    );
    const [one, two] = checkpoints;
    assert.deepEqual(await Promise.all(saved), [one, one, two, two]);
    const names = (await RunFolder.open(output).checkpoints()).map(c => basename(c.file));
    assert.ok(names.includes('epoch-0000-step-000002.safetensors'), names.join());
  });

  test('samples that are asked for are of the last finished step, also while paused, and are written once', async t => {
    await use();
    const output = await temporaryFolder(t);
    const asked: Promise<unknown>[] = [];
    const events = await run(output, (event, control) => {
      if (isStep(event, 1)) asked.push(control.sample(), control.sample());
      if (isStep(event, 2)) control.pause();
      if (isPaused(event)) asked.push(control.sample().finally(() => control.resume()));
      // The epoch ends with samples of its own.
      if (isStep(event, 3)) asked.push(control.sample());
    });
    const samples = events.filter(e => e.type === 'sample');
    assert.deepEqual(
      samples.map(e => e.step),
      [0, 1, 2, 3, 6],
    );
    assert.deepEqual(
      await Promise.all(asked),
      [1, 1, 2, 3].map(place => samples[place]),
    );
    const rows = (await RunFolder.open(output).readMetrics()).filter(({ values }) =>
      Number.isFinite(values['sampleGain']),
    );
    assert.deepEqual(
      rows.map(({ step }) => step),
      [0, 1, 2, 3, 6],
    );
  });

  test('a run without samples says so when asked for some', async t => {
    await use();
    const config = tinyRunConfig();
    config.SAMPLES.COUNT = 0;
    const control = new RunControl();
    const refused = assert.rejects(control.sample(), userError(/writes no samples/));
    await trainToEnd({ config, output: await temporaryFolder(t), resume: true, control });
    await refused;
    await assert.rejects(control.sample(), userError(/has ended/));
  });

  test('samples are denser at the beginning', async t => {
    await use();
    const config = tinyRunConfig();
    config.TRAIN.EPOCHS = 7;
    config.SAMPLES.FREQ = 6;
    const events = await trainToEnd({ config, output: await temporaryFolder(t), resume: true, maxSteps: 20 });
    const epochs = events.flatMap(e => (e.type === 'sample' ? [e.step / 3] : []));
    assert.deepEqual(epochs, [0, 1, 2, 4, 6]);
  });

  test('a run goes on from a checkpoint that was asked for, bit for bit', async t => {
    await use();
    const folder = await temporaryFolder(t);
    const whole = await trainToEnd({ config: tinyRunConfig(), output: join(folder, 'whole'), resume: true });
    const output = join(folder, 'parts');
    // After the first epoch's last step, where the epoch is not yet counted; then without saving what comes after.
    await run(output, (event, control) => {
      if (isStep(event, 3)) void control.save();
      if (isStep(event, 5)) control.stop({ save: false });
    });
    assert.match((await RunFolder.open(output).latest())!, /step-000003/);
    const rest = await trainToEnd({ config: tinyRunConfig(), output, resume: true });
    const losses = (all: RunEvent[]) => all.flatMap(e => (e.type === 'step' && e.step > 3 ? [e.values] : []));
    assert.deepEqual(losses(rest), losses(whole));
  });

  test('one that was asked for before the first step has its samples, which are not measured twice', async t => {
    await use();
    const output = await temporaryFolder(t);
    await run(output, (event, control) => {
      if (event.type === 'start') void control.save();
      if (isStep(event, 1)) control.stop({ save: false });
    });
    assert.match((await RunFolder.open(output).latest())!, /step-000000/);
    await trainToEnd({ config: tinyRunConfig(), output, resume: true });
    const first = (await RunFolder.open(output).readMetrics()).filter(({ step }) => step === 0);
    assert.equal(first.length, 1);
    assert.ok(Number.isFinite(first[0]!.values['sampleGain']));
  });

  for (const save of [true, false]) {
    test(`a stopped run ends after its step ${save ? 'with' : 'without'} a checkpoint, also out of a pause`, async t => {
      await use();
      const output = await temporaryFolder(t);
      const events = await run(output, (event, control) => {
        if (isStep(event, 2)) control.pause();
        if (isPaused(event)) control.stop({ save });
      });
      assert.deepEqual(types(events).slice(-(save ? 4 : 3)), [
        'step',
        'paused',
        ...(save ? ['checkpoint'] : []),
        'end',
      ]);
      assert.deepEqual(events.at(-1), {
        type: 'end',
        reason: 'stopped',
        run: output,
        step: 2,
        skipped: [],
        report: join(output, 'report.html'),
      });
      const folder = RunFolder.open(output);
      assert.equal((await folder.checkpoints()).length, save ? 1 : 0);
      assert.equal((await folder.readState())?.state, 'stopped');
    });
  }

  test('a disk that takes no checkpoint costs the request, not the run', async t => {
    await use();
    const output = await temporaryFolder(t);
    const { checkpointsDir } = RunFolder.open(output);
    let failed: Promise<unknown> | undefined;
    const events = await run(output, async (event, control) => {
      if (isStep(event, 1)) {
        await writeFile(checkpointsDir, 'a file in the way');
        failed = assert.rejects(control.save(), userError(/Cannot save .*step-000001/));
      }
      if (isStep(event, 2)) await rm(checkpointsDir);
    });
    await failed!;
    assert.equal(events.at(-1)!.type, 'end');
    assert.equal((await RunFolder.open(output).checkpoints()).at(-1)!.step, 6);
  });

  test('nobody waits for a checkpoint of a run that has ended', async t => {
    await use();
    const output = await temporaryFolder(t);
    let control: RunControl | undefined;
    const ended = await run(output, (event, c) => {
      control = c;
      // Too late for a step, early enough for the last checkpoint.
      if (isStep(event, 6)) void c.save().then(saved => assert.equal(saved.step, 6));
    });
    assert.equal(ended.filter(e => e.type === 'checkpoint' && e.step === 6).length, 1);
    await assert.rejects(control!.save(), userError(/has ended/));

    const refused = new RunControl();
    const waiting = assert.rejects(refused.save(), userError(/ended before the checkpoint/));
    const config = tinyRunConfig();
    config.DATA.DATA_PATH = join(output, 'nothing');
    await assert.rejects(trainToEnd({ config, output, resume: true, control: refused }));
    await waiting;
  });
});

function isPaused(event: RunEvent): boolean {
  return event.type === 'state' && event.state === 'paused';
}
