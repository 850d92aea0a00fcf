import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { appendFile, chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { checkpointName } from '../../extension/engine/runs/checkpointFiles.js';
import type { RunState } from '../../extension/engine/runs/runState.js';
import { userError } from '../support/userError.js';
import { checkpointAt, epochsOf, keepAll, newRun } from './checkpointFixtures.js';

test('an unused folder has nothing, and looking does not create it', async t => {
  const run = await newRun(t);
  assert.deepEqual(await run.checkpoints(), []);
  assert.equal(await run.latest(), undefined);
  assert.equal(await run.readState(), undefined);
  assert.deepEqual(await run.readMetrics(), []);
  await run.truncateMetrics(0);
  await assert.rejects(readdir(run.dir), /ENOENT/);
});

test('checkpoints are listed by step, with size and the best one marked', async t => {
  const run = await newRun(t);
  const losses = [0.9, 0.4, 0.6];
  const marks: boolean[] = [];
  for (const [i, loss] of losses.entries()) {
    const { file, best } = await run.save(checkpointAt(i + 1, (i + 1) * 10, loss), keepAll, 'epoch');
    assert.equal(basename(file), `epoch-000${i + 1}-step-0000${i + 1}0.safetensors`);
    marks.push(best);
  }
  assert.deepEqual(marks, [true, true, false]);
  const checkpoints = await run.checkpoints();
  assert.deepEqual(
    checkpoints.map(c => [c.step, c.best]),
    [
      [10, false],
      [20, true],
      [30, false],
    ],
  );
  assert.ok(checkpoints.every(c => c.bytes > 3 * 24));
  assert.equal(await run.latest(), checkpoints[2]!.file);
});

test('steps are compared as numbers, also beyond the digits that names are padded to', async t => {
  const run = await newRun(t);
  for (const step of [10_000_000, 999_999, 2_000_000]) await run.save(checkpointAt(1, step, 1), keepAll, 'epoch');
  assert.deepEqual(
    (await run.checkpoints()).map(c => c.step),
    [999_999, 2_000_000, 10_000_000],
  );
});

test('what an evaluation found stays where it is not of steps to come, and goes where it is', async t => {
  const run = await newRun(t);
  const keep = { last: 1, every: 0 };
  const text = JSON.stringify({ epoch: 1, step: 20, top1: 50, classes: [{ name: 'cat' }] });
  await mkdir(run.dir, { recursive: true });
  const left = async (written: string) => {
    await writeFile(run.evaluationFile, written);
    await run.rewind(20, 10, keep);
    return existsSync(run.evaluationFile);
  };
  assert.equal(await left(text), true);
  assert.equal(await left(text.replace('20', '21')), false);
  assert.equal(await left('{"step":'), true, 'of no step that is known');
  await rm(run.evaluationFile);
  await mkdir(run.evaluationFile);
  await run.rewind(0, 10, keep);
  assert.equal(existsSync(run.evaluationFile), true, 'it is none');
});

test('what a killed run left undone at its last checkpoint is done when it goes on', async t => {
  const run = await newRun(t);
  const keep = { last: 1, every: 0 };
  await run.save(checkpointAt(1, 10, 0.5), keepAll, 'epoch');
  const before = await readFile(join(run.checkpointsDir, 'best.json'));
  await run.save(checkpointAt(2, 20, 0.4), keepAll, 'epoch');
  const index = join(run.checkpointsDir, 'index.jsonl');
  const whole = await readFile(index, 'utf8');
  await writeFile(join(run.checkpointsDir, 'best.json'), before);
  await appendFile(index, '{"file":"epoch-0003-step-000030.safetensors","loss":0.1,"kind":"epoch"}\n{"file":"epo');
  await run.rewind(20, 10, keep);
  assert.equal(await readFile(index, 'utf8'), whole);
  assert.match(await readFile(join(run.checkpointsDir, 'best.json'), 'utf8'), /step-000020/);
  assert.deepEqual(await epochsOf(run), [2]);
});

test('the loss of a checkpoint is listed, and unknown where no epoch has finished', async t => {
  const run = await newRun(t);
  for (const [step, loss] of [
    [3, NaN],
    [10, 0.5],
    [20, 0.25],
  ] as const)
    await run.save(checkpointAt(1, step, loss), keepAll, 'epoch');
  const losses = async () => (await run.checkpoints()).map(c => c.value);
  assert.deepEqual(await losses(), [undefined, 0.5, 0.25]);
  // Without the index, and with one whose last line was cut short: the files themselves say it.
  const index = join(run.checkpointsDir, 'index.jsonl');
  const text = await readFile(index, 'utf8');
  await rm(index);
  assert.deepEqual(await losses(), [undefined, 0.5, 0.25]);
  await writeFile(index, `null\n5\n${text.slice(0, -10)}`);
  assert.deepEqual(await losses(), [undefined, 0.5, 0.25]);
  await run.save(checkpointAt(2, 30, 0.125), keepAll, 'epoch');
  assert.deepEqual(await losses(), [undefined, 0.5, 0.25, 0.125]);
  assert.match(await readFile(index, 'utf8'), /"loss":0.125,"kind":"epoch"}\n$/);
});

test('a step that is saved again has its newest loss', async t => {
  const run = await newRun(t);
  for (const loss of [0.5, 0.25]) await run.save(checkpointAt(1, 10, loss), keepAll, 'epoch');
  assert.deepEqual(
    (await run.checkpoints()).map(c => c.value),
    [0.25],
  );
});

test('thousands of checkpoints are listed without opening them', async t => {
  const run = await newRun(t);
  await mkdir(run.checkpointsDir, { recursive: true });
  const names = Array.from({ length: 2000 }, (_, i) => checkpointName(i + 1, 10 * (i + 1)));
  // What is in them would be no checkpoint.
  await Promise.all(names.map(name => writeFile(join(run.checkpointsDir, name), '')));
  const lines = names.map((file, i) => `${JSON.stringify({ file, loss: 1 / (i + 1) })}\n`);
  await appendFile(join(run.checkpointsDir, 'index.jsonl'), lines.join(''));
  const checkpoints = await run.checkpoints();
  assert.deepEqual(
    checkpoints.map(c => [c.step, c.value]),
    names.map((_, i) => [10 * (i + 1), 1 / (i + 1)]),
  );
});

test('what interrupted writes leave behind is no checkpoint, and the next lock clears it', async t => {
  const run = await newRun(t);
  await run.save(checkpointAt(1, 10, 0.1), keepAll, 'epoch');
  const leftover = '.epoch-0002-step-000020.safetensors.4242-0.tmp';
  await writeFile(join(run.checkpointsDir, leftover), 'half');
  await writeFile(join(run.checkpointsDir, 'notes.txt'), 'mine');
  assert.deepEqual(await epochsOf(run), [1]);
  const release = await run.lock();
  await release();
  const names = await readdir(run.checkpointsDir);
  assert.ok(!names.includes(leftover));
  assert.ok(names.includes('notes.txt'));
});

test('run.json comes back, with the process that wrote it; a damaged one is none', async t => {
  const run = await newRun(t);
  const state: RunState = {
    state: 'running',
    pid: process.pid,
    created: '2026-01-01T00:00:00.000Z',
    updated: '2026-01-01T00:01:00.000Z',
    command: ['mfm', 'pretrain', 'a.yaml'],
    backend: 'wasm',
    device: 'CPU',
    mfmVersion: '0.1.0',
    epoch: 1,
    step: 2,
    totalSteps: 3,
    values: {},
    skipped: [{ path: 'a.jpg', reason: 'truncated' }],
  };
  await run.writeState(state);
  const { owner, ...rest } = (await run.readState())!;
  assert.deepEqual(rest, state);
  assert.equal(owner?.pid, process.pid);
  await writeFile(run.stateFile, '{"state": "runn');
  assert.equal(await run.readState(), undefined);
});

test('a folder that cannot be written is named in one sentence', async t => {
  const run = await newRun(t);
  await mkdir(join(run.dir, '..'), { recursive: true });
  await writeFile(run.dir, 'a file where the folder should be');
  await assert.rejects(run.lock(), userError(/Cannot write .*run\.lock: a/));
  const failed = run.save(checkpointAt(1, 1, 1), keepAll, 'epoch');
  await assert.rejects(failed, userError(/Cannot save .*: a .* and start again; no checkpoint was saved yet/));
});

test('a folder without write permission is named, and nothing is lost', async t => {
  if (process.getuid?.() === 0 || process.platform === 'win32') return t.skip('permissions do not bind this user');
  const run = await newRun(t);
  const { file } = await run.save(checkpointAt(1, 10, 0.1), keepAll, 'epoch');
  await chmod(run.checkpointsDir, 0o500);
  const failed = run.save(checkpointAt(2, 20, 0.1), keepAll, 'epoch').finally(() => chmod(run.checkpointsDir, 0o700));
  await assert.rejects(failed, userError(/permission denied; .* the last good checkpoint is .*step-000010/));
  assert.equal(await run.latest(), file);
});
