import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { toFloat32 } from '../../extension/engine/checkpoint/tensorData.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { stepRecords } from '../support/stepRecords.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const saveForever = fileURLToPath(new URL('./saveForever.js', import.meta.url));

/** Resumes saving in `dir` and kills the process, without warning, `delay` milliseconds after its first checkpoint. */
async function saveAndKill(dir: string, delay: number): Promise<void> {
  const child = fork(saveForever, [dir]);
  const ended = once(child, 'exit');
  await Promise.race([once(child, 'message'), ended]);
  assert.equal(child.exitCode, null, 'the child could not resume');
  await sleep(delay);
  child.kill('SIGKILL');
  await ended;
}

test('however often a run is killed while saving, the latest checkpoint loads and nothing piles up', async t => {
  const run = RunFolder.open(join(await temporaryFolder(t), 'run'));
  let before = 0;
  for (const delay of [40, 3, 61, 17, 28, 9, 52, 1, 35, 22]) {
    await saveAndKill(run.dir, delay);
    const latest = await run.latest();
    const { meta, tensors } = await loadCheckpoint(latest!);
    assert.ok(meta.step > before, 'the run did not go on');
    for (const tensor of tensors.values()) assert.ok(toFloat32(tensor).every(x => x === meta.step));
    const metrics = (await stepRecords(run.dir)).map(r => r.step);
    assert.deepEqual(
      metrics.slice(0, meta.step),
      Array.from({ length: meta.step }, (_, i) => i + 1),
    );
    before = meta.step;
  }
  const release = await run.lock();
  await release();
  const names = await readdir(run.checkpointsDir);
  assert.equal(names.filter(name => name.endsWith('.tmp')).length, 0);
  // At most: the two newest, the best before the last one, and one that was about to be pruned.
  assert.ok(names.filter(name => name.endsWith('.safetensors')).length <= 4, names.join(', '));
  assert.ok(names.includes(basename((await run.latest())!)));
});
