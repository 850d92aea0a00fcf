import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { saveCheckpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import { readSafetensors, writeSafetensors } from '../../extension/engine/checkpoint/safetensors.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { userError } from '../support/userError.js';
import { checkpointAt } from './checkpointFixtures.js';

test('a checkpoint comes back as it was saved', async t => {
  const file = join(await temporaryFolder(t), 'c.safetensors');
  const saved = checkpointAt(3, 60, 0.1 + 0.2);
  await saveCheckpoint(file, saved);
  const loaded = await loadCheckpoint(file);
  assert.deepEqual(loaded.meta, saved.meta);
  assert.deepEqual(loaded.tensors, saved.tensors);
});

test('the losses before the first epoch survive, though JSON knows no such numbers', async t => {
  const file = join(await temporaryFolder(t), 'c.safetensors');
  const saved = checkpointAt(0, 1, NaN);
  saved.meta.bestLoss = Infinity;
  await saveCheckpoint(file, saved);
  assert.deepEqual((await loadCheckpoint(file)).meta, saved.meta);
});

test('other programs see plain string metadata', async t => {
  const file = join(await temporaryFolder(t), 'c.safetensors');
  await saveCheckpoint(file, checkpointAt(3, 60, 0.5));
  const { metadata } = await readSafetensors(file, []);
  assert.equal(metadata['format'], 'mfm');
  assert.equal(metadata['format_version'], '1');
  assert.equal(metadata['epoch'], '3');
  assert.equal(metadata['random'], '{"seed":0,"epoch":3,"step":60}');
});

test('files that are no checkpoint of this version are refused in one sentence', async t => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'c.safetensors');
  await saveCheckpoint(file, checkpointAt(3, 60, 0.5));
  const { metadata, tensors } = await readSafetensors(file);
  const cases: [Record<string, string>, RegExp][] = [
    [{ format: 'pt' }, /is a safetensors file but not an MFM checkpoint/],
    [{ format_version: '2' }, /was written by a newer version of mfm \(format 2\); update mfm/],
    [{ format_version: 'two' }, /its metadata has no valid format_version/],
    [{ epoch: '-1' }, /no valid epoch/],
    [{ step: '1.5' }, /no valid step/],
    [{ schedule: '{' }, /no valid schedule/],
  ];
  for (const [change, message] of cases) {
    await writeSafetensors(file, tensors, { ...metadata, ...change });
    await assert.rejects(loadCheckpoint(file), userError(message));
  }
  const { config: _, ...withoutConfig } = metadata;
  await writeSafetensors(file, tensors, withoutConfig);
  await assert.rejects(loadCheckpoint(file), userError(/no valid config/));
});

test('a truncated checkpoint is called that', async t => {
  const file = join(await temporaryFolder(t), 'c.safetensors');
  await saveCheckpoint(file, checkpointAt(3, 60, 0.5, 1000));
  const bytes = await readFile(file);
  await writeFile(file, bytes.subarray(0, bytes.length - 1));
  await assert.rejects(loadCheckpoint(file), userError(/c\.safetensors is truncated: it has \d+ of \d+ bytes/));
});
