import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { hasEnded, nameOf, thisProcess } from '../../extension/engine/runs/processIdentity.js';
import { newControlFolder } from '../../extension/worker/controlFolder.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const openControl = fileURLToPath(new URL('./openControl.js', import.meta.url));
const skip = process.platform === 'win32';

/** Uses `folder` as the folder of everybody's temporary files. */
async function sharedFolder(t: TestContext): Promise<string> {
  const folder = await temporaryFolder(t);
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  t.after(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
  return folder;
}

/** A process that has opened a control in the shared folder. */
async function holder(t: TestContext) {
  const child = fork(openControl);
  t.after(() => child.kill('SIGKILL'));
  const [address] = (await once(child, 'message')) as [string];
  return { child, folder: dirname(address) };
}

async function kill(child: ReturnType<typeof fork>): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('the controls of killed processes go when another is made, those of living ones stay', { skip }, async t => {
  const shared = await sharedFolder(t);
  const [dead, living] = [await holder(t), await holder(t)];
  await kill(dead.child);
  const own = dirname(await newControlFolder());
  assert.deepEqual((await readdir(shared)).sort(), [basename(living.folder), basename(own)].sort());
});

test('a folder whose process died before it had a socket goes too', { skip }, async t => {
  const shared = await sharedFolder(t);
  const child = spawn('true');
  await once(child, 'exit');
  const ended = { ...thisProcess(), pid: child.pid! };
  await mkdir(join(shared, `mfm-run-${nameOf(ended)}-aBc123`));
  const own = dirname(await newControlFolder());
  assert.deepEqual(await readdir(shared), [basename(own)]);
});

test("what is not a dead control of this user's own is left alone", { skip }, async t => {
  const shared = await sharedFolder(t);
  const elsewhere = await temporaryFolder(t);
  const dead = { ...thisProcess(), started: 'another boot:1' };
  const of = (identity: typeof dead, end: string) => join(shared, `mfm-run-${nameOf(identity)}-${end}`);
  await mkdir(of({ ...dead, host: 'node-7' }, 'host00'));
  await symlink(elsewhere, of(dead, 'link00'));
  await mkdir(of(dead, 'full00'));
  await writeFile(join(of(dead, 'full00'), 's'), 'no socket');
  await mkdir(join(shared, 'mfm-run-Yx3kQ9'));
  await mkdir(join(shared, 'mfm-run-0-0-0-0'));
  await writeFile(of(dead, 'file00'), '');
  const before = await readdir(shared);
  const own = basename(dirname(await newControlFolder()));
  assert.deepEqual(
    (await readdir(shared)).filter(name => name !== own),
    before,
  );
});

test('a socket that answers is a living one, whatever its name says', { skip }, async t => {
  const shared = await sharedFolder(t);
  const { createServer } = await import('node:net');
  const folder = join(shared, `mfm-run-${nameOf({ ...thisProcess(), started: 'another boot:1' })}-aBc123`);
  await mkdir(folder);
  const server = createServer().listen(join(folder, 's'));
  await once(server, 'listening');
  await newControlFolder();
  assert.ok((await readdir(shared)).includes(basename(folder)));
  server.close();
  await once(server, 'close');
});

test('a process is known by its name while it lives, and not by that of another', () => {
  const own = thisProcess();
  assert.equal(hasEnded(`${nameOf(own)}-aBc123`), false);
  if (own.started !== '') assert.equal(hasEnded(nameOf({ ...own, started: 'another boot:1' })), true);
  assert.equal(hasEnded(nameOf({ ...own, host: `not ${hostname()}` })), false);
  for (const name of ['', 'x', '-', '0-1-2', `${nameOf(own).split('-')[0]}-1e3-000000`])
    assert.equal(hasEnded(name), false);
});
