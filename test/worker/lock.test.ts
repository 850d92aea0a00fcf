import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { userError } from '../support/userError.js';

const holdLock = fileURLToPath(new URL('./holdLock.js', import.meta.url));
const inUse = /is in use by process \d+: stop it or choose another output folder\.$/;

async function message(child: ChildProcess): Promise<string> {
  const [text] = (await once(child, 'message')) as [string];
  return text;
}

/** A process that waits for a message to lock `dir`. */
async function starter(t: TestContext, dir: string): Promise<ChildProcess> {
  const child = fork(holdLock, [dir]);
  t.after(() => child.kill('SIGKILL'));
  assert.equal(await message(child), 'ready');
  return child;
}

/** Tells the starters to lock, all at once, and resolves to what each reports. */
async function lockAtOnce(...starters: ChildProcess[]): Promise<string[]> {
  const outcomes = starters.map(message);
  for (const child of starters) child.send('lock');
  return Promise.all(outcomes);
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

test('a folder is locked once, also within a process, and free again when released', async t => {
  const run = RunFolder.open(join(await temporaryFolder(t), 'run'));
  const release = await run.lock();
  await assert.rejects(run.lock(), userError(new RegExp(`process ${process.pid}: stop it`)));
  await release();
  await release();
  const again = await run.lock();
  // The first lock's release must not free the second one.
  await release();
  await assert.rejects(run.lock(), userError(inUse));
  await again();
  assert.deepEqual(await readdir(run.dir), []);
});

test('another living process is respected, a killed one is not', async t => {
  const run = RunFolder.open(join(await temporaryFolder(t), 'run'));
  const child = await starter(t, run.dir);
  assert.deepEqual(await lockAtOnce(child), ['locked']);
  await assert.rejects(run.lock(), userError(new RegExp(`run is in use by process ${child.pid}: stop it`)));
  await kill(child);
  const release = await run.lock();
  await release();
});

test('of many starters one wins, when the folder is free and when its owner was killed', async t => {
  const { dir } = RunFolder.open(join(await temporaryFolder(t), 'run'));
  for (let round = 0; round < 4; round++) {
    const starters = await Promise.all(Array.from({ length: 5 }, () => starter(t, dir)));
    const outcomes = await lockAtOnce(...starters);
    assert.equal(outcomes.filter(outcome => outcome === 'locked').length, 1, outcomes.join('\n'));
    for (const outcome of outcomes) if (outcome !== 'locked') assert.match(outcome, inUse);
    const { pid } = JSON.parse(await readFile(join(dir, 'run.lock'), 'utf8')) as { pid: number };
    assert.equal(pid, starters[outcomes.indexOf('locked')]!.pid);
    // The next round finds the lock of a dead process.
    await Promise.all(starters.map(kill));
  }
});

test('a lock that was left by another start of the machine or of that process number is stale', async t => {
  if (process.platform !== 'linux') return t.skip('start times are known on Linux only');
  const run = RunFolder.open(join(await temporaryFolder(t), 'run'));
  await mkdir(run.dir, { recursive: true });
  const stale = { pid: process.pid, host: hostname(), started: 'another boot:1', token: 'x' };
  await writeFile(join(run.dir, 'run.lock'), JSON.stringify(stale));
  const release = await run.lock();
  await release();
});

test('a killed taker-over does not block the next one', async t => {
  const run = RunFolder.open(join(await temporaryFolder(t), 'run'));
  const child = await starter(t, run.dir);
  await lockAtOnce(child);
  await kill(child);
  const lock = join(run.dir, 'run.lock');
  await writeFile(`${lock}-takeover`, await readFile(lock));
  const release = await run.lock();
  await release();
  assert.deepEqual(await readdir(run.dir), []);
});

test('an empty or garbled lock, as a power failure leaves it, does not block for ever', async t => {
  const run = RunFolder.open(join(await temporaryFolder(t), 'run'));
  await mkdir(run.dir, { recursive: true });
  for (const content of ['', '{"pid": 1', 'null']) {
    await writeFile(join(run.dir, 'run.lock'), content);
    const release = await run.lock();
    await release();
  }
});

test('a process of another machine counts as living, and the message says what to do if it does not', async t => {
  const run = RunFolder.open(join(await temporaryFolder(t), 'run'));
  await mkdir(run.dir, { recursive: true });
  const elsewhere = { pid: 1, host: 'node-7', started: '', token: 'x' };
  await writeFile(join(run.dir, 'run.lock'), JSON.stringify(elsewhere));
  const wanted = /process 1 on node-7: stop it \(if it no longer runs, delete .*run\.lock\) or choose another/;
  await assert.rejects(run.lock(), userError(wanted));
});
