import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { listRuns } from '../../extension/engine/runs/listRuns.js';
import { thisProcess } from '../../extension/engine/runs/processIdentity.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { writeRunNotes } from '../../extension/engine/runs/runNotes.js';
import type { RunState } from '../../extension/engine/runs/runState.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

function stateOf(day: number, changes: Partial<RunState> = {}): RunState {
  return {
    state: 'finished',
    pid: process.pid,
    created: `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`,
    updated: '2026-02-01T00:00:00.000Z',
    command: [],
    backend: 'wasm',
    device: 'CPU',
    mfmVersion: '0.1.0',
    epoch: 1,
    step: 2,
    totalSteps: 3,
    values: { loss: 0.5 },
    ...changes,
  };
}

test('runs are found to a depth of four, newest first, with their checkpoints', async t => {
  const root = await temporaryFolder(t);
  const places = ['a', 'b/c', 'd/e/f/g', 'd/e/f/h/too-deep', '.hidden/x', 'node_modules/x', 'a/checkpoints/inner'];
  for (const [i, place] of places.entries()) await RunFolder.open(join(root, place)).writeState(stateOf(i + 1));
  await mkdir(join(root, 'a', 'checkpoints'), { recursive: true });
  for (const step of [10, 9, 200]) {
    await writeFile(join(root, 'a', 'checkpoints', `epoch-0001-step-${String(step).padStart(6, '0')}.safetensors`), '');
  }
  await mkdir(join(root, 'no-run'), { recursive: true });
  await writeFile(join(root, 'no-run', 'run.json'), '{"name": "something else"}');

  const runs = await listRuns(root);
  assert.deepEqual(
    runs.map(r => r.dir),
    ['d/e/f/g', 'b/c', 'a'].map(place => join(root, place)),
  );
  const a = runs[2]!;
  assert.equal(a.checkpoints, 3);
  assert.equal(a.latest, join(root, 'a', 'checkpoints', 'epoch-0001-step-000200.safetensors'));
  assert.equal(a.values['loss'], 0.5);
  assert.deepEqual(
    (await listRuns(join(root, 'a'))).map(r => r.dir),
    [join(root, 'a')],
  );
  assert.deepEqual(await listRuns(join(root, 'missing')), []);
});

test('what a person says of a run is listed with it, whatever state it is in', async t => {
  const root = await temporaryFolder(t);
  const dir = join(root, 'a');
  await RunFolder.open(dir).writeState(stateOf(1));
  const notes = async () => (await listRuns(root))[0]!.notes;
  assert.deepEqual(await notes(), {});
  await writeRunNotes(dir, { name: '  two\nlines\u001b[31m ', note: 'x'.repeat(3000) });
  assert.deepEqual(await notes(), { name: 'two lines [31m', note: 'x'.repeat(2000) });
  await writeRunNotes(dir, { name: ' ', note: '' });
  assert.ok(!existsSync(join(dir, 'notes.json')), 'nothing said, no file');
  for (const damaged of ['{"name": 3}', 'null', '[', '{"name": "']) {
    await writeFile(join(dir, 'notes.json'), damaged);
    assert.deepEqual(await notes(), {}, damaged);
  }
  await writeFile(join(dir, 'run.json'), '{');
  await writeRunNotes(dir, { name: 'mine' });
  await writeFile(join(dir, 'config.yaml'), '');
  assert.deepEqual(await notes(), { name: 'mine' }, 'of one that cannot be read, too');
});

test('a running state is believed only as long as its process lives', async t => {
  const root = await temporaryFolder(t);
  const ended = spawnSync(process.execPath, ['-e', '']).pid;
  const me = thisProcess();
  const cases: [string, Partial<RunState>, string][] = [
    ['mine', { state: 'running' }, 'running'],
    ['dead', { state: 'running', pid: ended, owner: { ...me, pid: ended } }, 'interrupted'],
    ['held', { state: 'paused' }, 'paused'],
    ['dead while held', { state: 'paused', pid: ended, owner: { ...me, pid: ended } }, 'interrupted'],
    ['elsewhere', { state: 'running', pid: ended, owner: { ...me, pid: ended, host: 'another-host' } }, 'running'],
    ['done', { state: 'finished', pid: ended, owner: { ...me, pid: ended } }, 'finished'],
  ];
  for (const [name, changes] of cases) await RunFolder.open(join(root, name)).writeState(stateOf(1, changes));
  const found = new Map((await listRuns(root)).map(r => [r.dir, r.state]));
  for (const [name, , wanted] of cases) assert.equal(found.get(join(root, name)), wanted, name);
});

test('a process number that was given to another process does not count', {
  skip: process.platform !== 'linux',
}, async t => {
  const root = await temporaryFolder(t);
  const before = { ...thisProcess(), started: 'long ago' };
  const state = { ...stateOf(1, { state: 'running' }), owner: before };
  await writeFile(join(root, 'run.json'), JSON.stringify(state));
  assert.equal((await listRuns(root))[0]!.state, 'interrupted');
});
