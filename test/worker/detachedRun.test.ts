import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { constants, getPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import type { PretrainRequest } from '../../extension/protocol/workerApi.js';
import { backends, tinyWorkspace } from '../cli/mfm.js';
import { attach, forkEngine, gone, stateOf, until } from '../support/engineProcess.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { stepRecords } from '../support/stepRecords.js';

const detachedRun = fileURLToPath(new URL('../support/detachedRun.js', import.meta.url));
const longRun: [string, string][] = [['TRAIN.EPOCHS', '3000']];

/** Starts a run from a parent that is killed at once, without a chance to say goodbye. Resolves to the run's process. */
async function startAndOrphan(t: TestContext, request: PretrainRequest, backend: string): Promise<number> {
  const env = { ...process.env, MFM_BACKEND: backend };
  const parent = fork(detachedRun, [JSON.stringify(request)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env });
  const ended = once(parent, 'exit');
  const [pid] = (await Promise.race([once(parent, 'message'), ended])) as [number];
  assert.ok(parent.connected, 'the run could not be started');
  t.after(async () => {
    const { state } = await stateOf(request.output!).catch(() => ({ state: 'gone' }));
    if (state === 'running' || state === 'paused') process.kill(pid, 'SIGKILL');
  });
  parent.kill('SIGKILL');
  await ended;
  return pid;
}

for (const backend of backends) {
  test(`a run outlives the process that started it, and another one controls it (${backend})`, async t => {
    const { dir, config } = await tinyWorkspace(t);
    const output = join(dir, 'run');
    const pid = await startAndOrphan(t, { config: { file: config, overrides: longRun }, output }, backend);
    assert.equal((await stateOf(output)).pid, pid);
    assert.equal(getPriority(pid), constants.priority.PRIORITY_BELOW_NORMAL, 'pages come first');

    const run = await attach(t, output);
    const before = await until(run, ({ step }) => step !== undefined && step.step > 4);
    assert.equal(before.state, 'running');
    assert.equal(before.start.run, output);
    assert.equal(before.start.backend, backend);

    await run.call('pause', {});
    const paused = await until(run, ({ state }) => state === 'paused');
    assert.equal((await stateOf(output)).state, 'paused');
    const saved = await run.call('save', {});
    const metrics = await stepRecords(output);
    assert.equal(metrics.at(-1)!.step, paused.step!.step, 'a paused run takes no steps while it saves');
    assert.equal(saved.step, paused.step!.step);
    assert.equal((await loadCheckpoint(saved.file)).meta.step, saved.step);

    assert.equal((await run.call('sample', {})).step, saved.step);

    await run.call('resume', {});
    await until(run, ({ state, step }) => state === 'running' && step!.step > saved.step);
    const watched: string[] = [];
    const watching = run.call('watch', {}, { onProgress: snapshot => watched.push(snapshot.state) });
    await run.call('stop', { save: true });
    const ended = await stateOf(output);
    assert.equal(ended.state, 'stopped');
    assert.equal(ended.control, undefined);
    assert.match(ended.latest!, new RegExp(`step-0*${ended.step}\\.safetensors$`));
    await watching;
    assert.equal(watched.at(-1), 'ended');
    await run.closed;
    await gone(pid);
  });
}

test('the control is in a folder of the user alone, which goes with the run', {
  skip: process.platform === 'win32',
}, async t => {
  const { dir, config } = await tinyWorkspace(t);
  const output = join(dir, 'run');
  const pid = await startAndOrphan(t, { config: { file: config, overrides: longRun }, output }, 'wasm');
  const { control } = await stateOf(output);
  assert.equal((await stat(dirname(control!))).mode & 0o777, 0o700);
  // The terminal's signals are not for it; this one is.
  process.kill(pid, 'SIGINT');
  process.kill(pid, 'SIGHUP');
  const run = await attach(t, output);
  const { step } = await until(run, snapshot => snapshot.step !== undefined);
  await until(run, snapshot => snapshot.step!.step > step!.step + 2);
  process.kill(pid, 'SIGTERM');
  await gone(pid);
  const ended = await stateOf(output);
  assert.equal(ended.state, 'stopped');
  assert.match(ended.latest!, new RegExp(`step-0*${ended.step}\\.safetensors$`));
  assert.ok(!existsSync(dirname(control!)));
});

for (const backend of backends) {
  test(`a killed run is seen as interrupted, and resumed it equals an uninterrupted one (${backend})`, async t => {
    const { dir, config } = await tinyWorkspace(t);
    const [whole, killed] = [join(dir, 'whole'), join(dir, 'killed')];
    const environment = { MFM_BACKEND: backend };
    const uninterrupted = forkEngine(t, environment);
    await uninterrupted.client.call('pretrain', { config: { file: config }, output: whole });
    assert.deepEqual(await uninterrupted.ended, [0, null]);

    const pid = await startAndOrphan(t, { config: { file: config }, output: killed }, backend);
    const run = await attach(t, killed);
    await run.call('pause', {});
    const { step } = await run.call('save', {});
    await run.call('resume', {});
    // Steps after the checkpoint are lost and done again.
    while (((await stepRecords(killed)).at(-1)?.step ?? 0) <= step) await sleep(5);
    process.kill(pid, 'SIGKILL');
    await run.closed;
    await gone(pid);
    const interrupted = await stateOf(killed);
    assert.equal(interrupted.state, 'interrupted');
    // On a busy machine it may have saved once more before it was killed.
    const saved = (await RunFolder.open(killed).checkpoints()).at(-1)!.step;
    assert.ok(saved >= step);

    const again = forkEngine(t, environment);
    const start = await again.client.call('pretrain', { config: { file: config }, output: killed, resume: true });
    assert.equal(start.step, saved);
    assert.ok(!existsSync(dirname(interrupted.control!)), 'the control of the killed process is removed');
    assert.deepEqual(await again.ended, [0, null]);
    assert.equal((await stateOf(killed)).state, 'finished');
    assert.deepEqual(await results(killed), await results(whole));
  });
}

/** What must be the same in two runs: metrics but for times, and the tensors at the end. */
async function results(dir: string) {
  const lines = (await readFile(join(dir, 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
  const metrics = lines.map(line => {
    const { step, loss, gradNorm, lr } = JSON.parse(line) as Record<string, number>;
    return { step, loss, gradNorm, lr };
  });
  return { metrics, tensors: (await loadCheckpoint((await RunFolder.open(dir).latest())!)).tensors };
}
