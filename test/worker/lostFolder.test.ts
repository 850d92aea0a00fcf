import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { train } from '../../extension/engine/training/train.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import type { RunEvent } from '../../extension/protocol/events.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyRunConfig, trainToEnd } from '../support/tinyRun.js';
import { userError } from '../support/userError.js';

before(async () => useRuntime(await createWasmRuntime()));

/** Trains to the end; `act` is done after step 2, before the run goes on. */
async function trainAnd(output: string, act: () => Promise<unknown>): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of train({ config: tinyRunConfig(), output, resume: true })) {
    events.push(event);
    if (event.type === 'step' && event.step === 2) await act();
  }
  return events;
}

const lost = userError(
  /run was removed, renamed or taken over .*; the run stopped, and its 3 steps are saved in .*run-rescued-1: /,
);

for (const [how, act] of [
  ['removed', (run: string) => rm(run, { recursive: true })],
  ['renamed', (run: string) => rename(run, `${run}-away`)],
  ['removed and made anew', (run: string) => rm(run, { recursive: true }).then(() => mkdir(run))],
  ['replaced by a file', (run: string) => rename(run, `${run}-away`).then(() => writeFile(run, ''))],
] as const) {
  test(`a run whose folder is ${how} stops, writes nothing there, and saves beside it what it has trained`, async t => {
    const folder = await temporaryFolder(t);
    const [whole, output] = [join(folder, 'whole'), join(folder, 'run')];
    await assert.rejects(
      trainAnd(output, () => act(output)),
      lost,
    );
    if (how === 'replaced by a file') assert.equal(await readFile(output, 'utf8'), '');
    else assert.deepEqual(await readdir(output).catch(() => []), []);
    const rescued = `${output}-rescued-1`;
    assert.deepEqual((await readdir(rescued)).sort(), ['checkpoints', 'config.yaml']);

    const newest = async (dir: string) => (await loadCheckpoint((await RunFolder.open(dir).latest())!)).tensors;
    const rest = await trainToEnd({ config: tinyRunConfig(), output: rescued, resume: true });
    assert.equal(rest.find(event => event.type === 'start')!.step, 3);
    await trainToEnd({ config: tinyRunConfig(), output: whole, resume: true });
    assert.deepEqual(await newest(rescued), await newest(whole));
  });
}

test('a run whose place another run has taken leaves that one alone', async t => {
  const output = join(await temporaryFolder(t), 'run');
  const other = RunFolder.open(output);
  let release: (() => Promise<void>) | undefined;
  const taken = trainAnd(output, async () => {
    await rename(output, `${output}-away`);
    release = await other.lock();
    other.appendMetrics({ type: 'step', step: 1 });
  });
  await assert.rejects(taken, lost);
  assert.deepEqual((await readdir(output)).sort(), ['metrics.jsonl', 'run.lock']);
  assert.equal((await other.readMetrics()).length, 1);
  other.checkHeld();
  await release!();
  assert.ok(!existsSync(join(output, 'run.lock')));
});

test('a lock that somebody deleted is put back, and the run goes on', async t => {
  const output = join(await temporaryFolder(t), 'run');
  const lock = join(output, 'run.lock');
  let held = '';
  for await (const event of train({ config: tinyRunConfig(), output, resume: true })) {
    if (event.type !== 'step') continue;
    if (event.step === 3) assert.equal(await readFile(lock, 'utf8'), held);
    held = await readFile(lock, 'utf8');
    if (event.step === 2) await rm(lock);
  }
  assert.equal((await RunFolder.open(output).readState())?.state, 'finished');
  assert.ok(!existsSync(lock));
});
