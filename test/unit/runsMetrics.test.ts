import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { userError } from '../support/userError.js';

const step = (n: number) => ({ type: 'step', epoch: 0, step: n, loss: 1 / n });

async function runWith(t: TestContext, steps: number): Promise<RunFolder> {
  const run = RunFolder.open(join(await temporaryFolder(t), 'run'));
  for (let n = 1; n <= steps; n++) run.appendMetrics(step(n));
  return run;
}

async function stepsOf(run: RunFolder): Promise<number[]> {
  return (await run.readMetrics()).map(r => r.step);
}

test('records come back in order, each with its time', async t => {
  const run = await runWith(t, 3);
  run.appendMetrics({ ...step(4), time: '2026-01-01T00:00:00.000Z' });
  const records = await run.readMetrics();
  assert.deepEqual(await stepsOf(run), [1, 2, 3, 4]);
  assert.equal(records[1]!.values['loss'], 0.5);
  assert.equal(records[3]!.time, '2026-01-01T00:00:00.000Z');
  assert.ok(!Number.isNaN(Date.parse(records[0]!.time)));
  assert.equal((await readFile(run.metricsFile, 'utf8')).split('\n').length, 5);
});

test('resuming drops the steps beyond the checkpoint', async t => {
  const run = await runWith(t, 5);
  await run.truncateMetrics(3);
  assert.deepEqual(await stepsOf(run), [1, 2, 3]);
  run.appendMetrics(step(4));
  assert.deepEqual(await stepsOf(run), [1, 2, 3, 4]);
  await run.truncateMetrics(0);
  assert.equal(await readFile(run.metricsFile, 'utf8'), '');
});

test('a last line that was cut short is ignored, and cut off on resume', async t => {
  const run = await runWith(t, 3);
  const whole = await readFile(run.metricsFile, 'utf8');
  await appendFile(run.metricsFile, '{"type":"step","step":4,"lo');
  assert.deepEqual(await stepsOf(run), [1, 2, 3]);
  await run.truncateMetrics(3);
  assert.equal(await readFile(run.metricsFile, 'utf8'), whole);
});

test('a new writer does not continue a line that was cut short', async t => {
  const run = await runWith(t, 2);
  await appendFile(run.metricsFile, '{"type":"step","step":3,"lo');
  RunFolder.open(run.dir).appendMetrics(step(3));
  assert.deepEqual(await stepsOf(run), [1, 2, 3]);
});

test('a file cut at any byte keeps its whole lines', async t => {
  const run = await runWith(t, 3);
  const bytes = await readFile(run.metricsFile);
  for (let length = 0; length <= bytes.length; length++) {
    await writeFile(run.metricsFile, bytes.subarray(0, length));
    await run.truncateMetrics(3);
    const wholeLines = bytes.subarray(0, length).toString().split('\n').length - 1;
    assert.equal((await stepsOf(run)).length, wholeLines, `${length} bytes`);
    RunFolder.open(run.dir).appendMetrics(step(9));
    assert.equal((await stepsOf(run)).at(-1), 9);
  }
});

test('lines that are no records are passed over', async t => {
  const run = await runWith(t, 1);
  await appendFile(run.metricsFile, 'garbage\nnull\n[]\n\n');
  run.appendMetrics(step(2));
  assert.deepEqual(await stepsOf(run), [1, 2]);
  await run.truncateMetrics(1);
  assert.deepEqual(await stepsOf(run), [1]);
});

test('a hundred thousand lines are read and cut', async t => {
  const run = await runWith(t, 1);
  const lines = Array.from({ length: 100_000 }, (_, i) => JSON.stringify({ ...step(i + 1), time: 'now' }));
  await writeFile(run.metricsFile, `${lines.join('\n')}\n`);
  assert.equal((await run.readMetrics()).length, 100_000);
  await run.truncateMetrics(99_999);
  assert.equal((await run.readMetrics()).length, 99_999);
});

test('metrics that cannot be written say why', { skip: process.platform !== 'linux' }, async t => {
  const run = await runWith(t, 1);
  const broken = RunFolder.open(join(run.metricsFile, 'below-a-file'));
  assert.throws(
    () => broken.appendMetrics(step(1)),
    userError(/Cannot write .*metrics\.jsonl: a part of its path is not/),
  );
});
