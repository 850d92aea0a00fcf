import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import type { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { checkpointAt, epochsOf, keepAll, newRun } from './checkpointFixtures.js';

test('pruning keeps the newest, the best and every K-th epoch', async t => {
  const run = await newRun(t);
  const keep = { last: 2, every: 4 };
  for (let epoch = 1; epoch <= 11; epoch++) {
    await run.save(checkpointAt(epoch, epoch * 5, epoch === 3 ? 0.1 : 1), keep, 'epoch');
  }
  assert.deepEqual(await epochsOf(run), [3, 4, 8, 10, 11]);
});

test('of several checkpoints in one K-th epoch, only its end is kept for good', async t => {
  const run = await newRun(t);
  const keep = { last: 1, every: 2 };
  for (const [epoch, step] of [
    [2, 20],
    [2, 24],
    [2, 27],
    [3, 30],
    [3, 33],
  ] as const) {
    await run.save(checkpointAt(epoch, step, 1), keep, 'step');
  }
  assert.deepEqual(
    (await run.checkpoints()).map(c => c.step),
    [20, 33],
  );
});

test('a checkpoint that may not be the best, or whose loss is no number, is not', async t => {
  const run = await newRun(t);
  assert.equal((await run.save(checkpointAt(1, 5, 0.5), keepAll, 'step')).best, false);
  assert.equal((await run.save(checkpointAt(2, 10, NaN), keepAll, 'epoch')).best, false);
  assert.equal((await run.save(checkpointAt(3, 15, 0.7), keepAll, 'epoch')).best, true);
});

test('the best checkpoint outlives one that may not be the best', async t => {
  const run = await newRun(t);
  const keep = { last: 1, every: 0 };
  await run.save(checkpointAt(1, 10, 0.1), keep, 'epoch');
  await run.save(checkpointAt(2, 20, 0.5), keep, 'epoch');
  await run.save(checkpointAt(2, 23, 0.05), keep, 'step');
  assert.deepEqual(
    (await run.checkpoints()).map(c => [c.step, c.best]),
    [
      [10, true],
      [23, false],
    ],
  );
});

test('the checkpoint just saved stays, whatever else lies in the folder', async t => {
  const run = await newRun(t);
  await run.save(checkpointAt(9, 900, 0.1), keepAll, 'epoch');
  const { file } = await run.save(checkpointAt(1, 10, 0.9), { last: 1, every: 0 }, 'epoch');
  assert.equal((await loadCheckpoint(file)).meta.step, 10);
});

const bestOf = async (run: RunFolder) => (await run.checkpoints()).filter(c => c.best).map(c => c.step);

test('the best one follows from the index, whatever best.json says, and is the best of those that are there', async t => {
  const run = await newRun(t);
  const bestFile = join(run.checkpointsDir, 'best.json');
  const { file } = await run.save(checkpointAt(1, 10, 0.1), keepAll, 'epoch');
  await run.save(checkpointAt(2, 20, 0.5), keepAll, 'epoch');
  await run.save(checkpointAt(2, 23, 0.01), keepAll, 'step');
  const said = await readFile(bestFile, 'utf8');
  assert.equal(said, `{"file":"${basename(file)}","loss":0.1}\n`);
  for (const text of [
    '',
    '{"file": "epo',
    '[]',
    '{"file":5,"loss":0}',
    '{"file":"epoch-0002-step-000023.safetensors","loss":0}',
  ]) {
    await writeFile(bestFile, text);
    assert.deepEqual(await bestOf(run), [10], text);
  }
  await rm(file);
  assert.deepEqual(await bestOf(run), [20]);
  assert.equal((await run.save(checkpointAt(3, 30, 0.4), keepAll, 'epoch')).best, true);
  assert.match(await readFile(bestFile, 'utf8'), /step-000030/);
});

test('a folder of an older version, whose index does not tell what a checkpoint was saved for, has its best one', async t => {
  const run = await newRun(t);
  for (const [epoch, step, loss] of [
    [1, 10, 0.3],
    [2, 20, 0.2],
    [2, 23, 0.1],
  ] as const)
    await run.save(checkpointAt(epoch, step, loss), keepAll, 'epoch');
  const index = join(run.checkpointsDir, 'index.jsonl');
  await writeFile(index, (await readFile(index, 'utf8')).replaceAll(',"kind":"epoch"', ''));
  await writeFile(join(run.checkpointsDir, 'best.json'), '{"file":"epoch-0002-step-000020.safetensors","loss":0.2}\n');
  assert.deepEqual(await bestOf(run), [20]);
  assert.equal((await run.save(checkpointAt(3, 30, 0.25), keepAll, 'epoch')).best, false);
  assert.equal((await run.save(checkpointAt(4, 40, 0.15), keepAll, 'epoch')).best, true);
  assert.deepEqual(await bestOf(run), [40]);
});

test('an interim checkpoint is the newest until another is saved, counts for nothing and goes then', async t => {
  const run = await newRun(t);
  const keep = { last: 2, every: 1 };
  const steps = async () => (await run.checkpoints()).map(c => c.step);
  await run.save(checkpointAt(1, 10, 0.5), keep, 'epoch');
  await run.save(checkpointAt(2, 20, 0.6), keep, 'step');
  assert.equal((await run.save(checkpointAt(2, 23, 0.1), keep, 'interim')).best, false);
  assert.deepEqual(await steps(), [10, 20, 23]);
  assert.match((await run.latest())!, /step-000023/);
  await run.save(checkpointAt(2, 26, 0.1), keep, 'interim');
  assert.deepEqual(await steps(), [10, 20, 26]);
  // A run that goes on from it does not lose it before it has another.
  await run.rewind(26, 10, keep);
  assert.deepEqual(await steps(), [10, 20, 26]);
  await run.save(checkpointAt(2, 26, 0.1), keep, 'step');
  await run.save(checkpointAt(2, 29, 0.1), keep, 'step');
  assert.deepEqual(await steps(), [10, 20, 26, 29]);
});
