import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findLibrary } from '../../extension/tensorflow/install/find.js';
import type { InstallOptions } from '../../extension/tensorflow/install/install.js';
import { installTensorflow } from '../../extension/tensorflow/install/install.js';
import type { InstallProgress } from '../../extension/tensorflow/install/progress.js';
import { LIBRARY, unsupportedPlatform } from '../../extension/tensorflow/install/release.js';
import type { FakePip } from '../support/fakePip.js';
import { fakePip, WHEEL } from '../support/fakePip.js';

const { env } = process;
const installOnce = fileURLToPath(new URL('installOnce.js', import.meta.url));
const chooseOnce = fileURLToPath(new URL('chooseOnce.js', import.meta.url));
const skip = unsupportedPlatform() !== undefined && 'no wheels for this platform';
let pip: FakePip;

afterEach(async () => {
  process.env = env;
  await pip.remove();
});

async function meet(behaviour: 'good' | 'fail' | 'hang'): Promise<void> {
  pip = await fakePip(behaviour);
  process.env = { ...pip.env };
}

const install = (options: InstallOptions = {}) => installTensorflow(options, pip.pins);

/** What lies in the cache, without the folder that holds it all. */
async function remains(): Promise<string[]> {
  const folder = join(pip.cache, 'libtensorflow');
  return existsSync(folder) ? (await readdir(folder)).sort() : [];
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

test('a download is shown as it grows, verified, unpacked, and used from then on', { skip }, async () => {
  await meet('good');
  const seen: InstallProgress[] = [];
  const installation = await install({ onProgress: progress => seen.push(progress) });
  assert.equal(installation.version, '2.21.0');
  assert.equal(installation.flavour, 'cpu');
  assert.match(await readFile(installation.library, 'utf8'), /^library tensorflow\/libtensorflow_cc/);
  const total = pip.pins[WHEEL]!.bytes;
  assert.deepEqual([...new Set(seen.map(({ phase }) => phase))], ['download', 'verify', 'unpack']);
  assert.ok(seen.some(progress => progress.phase === 'download' && progress.done === 1000 && progress.total === total));
  assert.ok(seen.every(progress => progress.done <= progress.total!));
  assert.deepEqual(await remains(), ['2.21.0-cpu']);
  assert.deepEqual(findLibrary(), { ...installation, source: 'mfm setup' });
  await install({ onProgress: () => assert.fail('nothing is left to do') });
  assert.equal(await pip.downloads(), 1);
});

test('a wheel that is not the pinned one is refused and nothing stays', { skip }, async () => {
  await meet('good');
  const wrong = { [WHEEL]: { sha256: 'f'.repeat(64), bytes: 1 } };
  await assert.rejects(installTensorflow({}, wrong), {
    name: 'UserError',
    message: new RegExp(`^${WHEEL} was refused, because its sha256 is [0-9a-f]{64} and not f{64}`),
  });
  assert.deepEqual(await remains(), []);
});

test('an index that serves a wheel of another name is refused', { skip }, async () => {
  await meet('good');
  const other = { 'tensorflow_cpu-2.21.0-cp399-cp399-manylinux_2_27_x86_64.whl': { sha256: '', bytes: 1 } };
  await assert.rejects(installTensorflow({}, other), { name: 'UserError', message: /pip downloaded .* instead of/ });
  assert.deepEqual(await remains(), []);
});

test("pip's failure becomes one sentence with its reason", { skip }, async () => {
  await meet('fail');
  await assert.rejects(install(), {
    name: 'UserError',
    message:
      'pip could not download tensorflow-cpu==2.21.0 (No matching distribution found for tensorflow-cpu): ' +
      "check pip's index and proxy settings, or name a wheel that is already there with --wheel.",
  });
  assert.deepEqual(await remains(), []);
});

test('without Python, pip and uv the message says what to install', { skip }, async () => {
  await meet('good');
  process.env['PATH'] = pip.cache;
  await assert.rejects(install(), { name: 'UserError', message: /install Python 3 with pip .* or uv/ });
});

test('uv runs pip where there is no Python', { skip }, async () => {
  await meet('good');
  const bin = pip.env['PATH']!.split(':')[0]!;
  const script = await readFile(join(bin, 'python3'), 'utf8');
  const tools = join(bin, 'tools');
  await mkdir(tools);
  await writeFile(join(tools, 'uv'), script, { mode: 0o755 });
  // The script's own tools, but no Python among them.
  for (const tool of ['head', 'sleep', 'mkdir', 'rm', 'cp']) {
    await writeFile(join(tools, tool), `#!/bin/sh\nexec /bin/${tool} "$@"\n`, { mode: 0o755 });
  }
  process.env['PATH'] = tools;
  await install();
  assert.match(await readFile(pip.env['FAKE_LOG']!, 'utf8'), /^tool run pip download /m);
});

test('an abort ends pip with all it started and leaves nothing', { skip }, async () => {
  await meet('hang');
  const abort = new AbortController();
  const installing = install({ signal: abort.signal });
  const failed = assert.rejects(installing, { name: 'AbortError' });
  await until(async () => (await pip.hanging()).length > 0);
  abort.abort();
  await failed;
  assert.deepEqual(await remains(), []);
  const [started] = await pip.hanging();
  await until(async () => !isRunning(started!));
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('of two processes one downloads and the other waits for it', { skip }, async () => {
  await meet('good');
  const start = () => promisify(execFile)(process.execPath, [installOnce, JSON.stringify(pip.pins)], { env: pip.env });
  const results = (await Promise.all([start(), start()])).map(({ stdout }) => JSON.parse(stdout));
  assert.deepEqual(results[0].installation, results[1].installation);
  assert.equal(await pip.downloads(), 1);
  assert.equal(results.filter(({ phases }) => phases.includes('download')).length, 1);
  assert.deepEqual(await remains(), ['2.21.0-cpu']);
});

test('what a killed process left is cleared away by the next one', { skip }, async () => {
  await meet('hang');
  const child = spawn(process.execPath, [installOnce, JSON.stringify(pip.pins)], { env: pip.env, stdio: 'ignore' });
  await until(async () => (await pip.hanging()).length > 0);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.deepEqual(await remains(), [`.unfinished-${child.pid}`, 'lock.json']);
  process.env['FAKE_PIP'] = 'good';
  await install();
  assert.deepEqual(await remains(), ['2.21.0-cpu']);
  const [orphan] = await pip.hanging();
  process.kill(orphan!);
});

test('a damaged installation is replaced', { skip }, async () => {
  await meet('good');
  const { library } = await install();
  await truncate(library, 10);
  assert.ok('missing' in findLibrary());
  await install();
  assert.ok('library' in findLibrary());
});

test('a named wheel needs no pip', { skip }, async () => {
  await meet('fail');
  const { library } = await install({ wheel: pip.wheel });
  assert.equal(library, join(pip.cache, 'libtensorflow', '2.21.0-cpu', LIBRARY));
  assert.equal(await pip.downloads(), 0);
});

test('a named wheel that is not there, or of something else, is refused by name', { skip }, async () => {
  await meet('fail');
  process.env['MFM_TENSORFLOW_WHEEL'] = '/no/such.whl';
  await assert.rejects(install(), { name: 'UserError', message: /The wheel \/no\/such\.whl is not there/ });
  await assert.rejects(install({ wheel: pip.wheel, gpu: true }), {
    name: 'UserError',
    message: /is not a wheel of tensorflow 2\.21\.0/,
  });
});

test('the library of the official wheel computes', { skip: skip || !env['MFM_TENSORFLOW_WHEEL'] }, async () => {
  await meet('fail');
  const { library } = await installTensorflow({ wheel: env['MFM_TENSORFLOW_WHEEL'] });
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [chooseOnce], {
    env: { ...env, MFM_LIBTENSORFLOW: library },
  });
  assert.deepEqual(JSON.parse(stdout), { name: 'tensorflow', version: '2.21.0', sum: 3 });
  assert.equal(stderr, '');
});
