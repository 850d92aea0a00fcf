import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rmdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { userError } from '../support/userError.js';
import { checkpointAt } from '../unit/checkpointFixtures.js';

/** A folder that is a disk of 1 MiB; `undefined` where this user may not mount one. */
async function smallDisk(t: TestContext): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'mfm-test-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
  t.after(async () => {
    if (mounted) spawnSync('umount', ['--lazy', folder]);
    await rmdir(folder);
  });
  return mounted ? folder : undefined;
}

test('a full disk while saving: one sentence, no half file, the last good checkpoint kept', async t => {
  const disk = await smallDisk(t);
  if (!disk) return t.skip('needs the right to mount a small tmpfs');
  const run = RunFolder.open(join(disk, 'run'));
  const keep = { last: 1, every: 0 };
  const small = await run.save(checkpointAt(1, 10, 0.5, 50_000), keep, 'epoch');
  const names = await readdir(run.checkpointsDir);

  // 600 kB fit once but not twice: the new checkpoint must be complete before the old one goes.
  const failed = run.save(checkpointAt(2, 20, 0.4, 50_000), keep, 'epoch');
  const wanted = /^Cannot save .*step-000020\.safetensors: the disk is full; free some space and resume; the last good/;
  await assert.rejects(failed, error => userError(wanted)(error) && (error as Error).message.includes(small.file));
  assert.deepEqual(await readdir(run.checkpointsDir), names);
  assert.equal((await loadCheckpoint((await run.latest())!)).meta.step, 10);

  // Once there is room the same run goes on.
  const { file } = await run.save(checkpointAt(2, 20, 0.4, 1000), keep, 'epoch');
  assert.equal(basename((await run.latest())!), basename(file));
  assert.equal((await loadCheckpoint(file)).meta.step, 20);
});

test('a full disk under the metrics is said in one sentence', async t => {
  const disk = await smallDisk(t);
  if (!disk) return t.skip('needs the right to mount a small tmpfs');
  const run = RunFolder.open(join(disk, 'run'));
  const fill = () => {
    for (let step = 1; ; step++) run.appendMetrics({ step, filler: 'x'.repeat(50_000) });
  };
  assert.throws(fill, userError(/Cannot write .*metrics\.jsonl: the disk is full; free/));
});

test('a device in the place of the metrics is refused', async t => {
  if (!existsSync('/dev/full')) return t.skip('needs /dev/full');
  const run = RunFolder.open(await temporaryFolder(t));
  await symlink('/dev/full', run.metricsFile);
  assert.throws(() => run.appendMetrics({ step: 1 }), userError(/metrics\.jsonl is a pipe or a device/));
});
