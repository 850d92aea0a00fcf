import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { cacheFolder, installationFolder } from '../../extension/tensorflow/install/cacheFolder.js';
import { findLibrary } from '../../extension/tensorflow/install/find.js';
import { installTensorflow, rememberLibrary } from '../../extension/tensorflow/install/install.js';
import { writeManifest } from '../../extension/tensorflow/install/manifest.js';
import type { Flavour } from '../../extension/tensorflow/install/release.js';
import { LIBRARIES, LIBRARY, VERSION } from '../../extension/tensorflow/install/release.js';

const { env } = process;
let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'mfm-cache-'));
  process.env = { PATH: env['PATH'], HOME: cache, MFM_CACHE: cache };
});

afterEach(async () => {
  process.env = env;
  await rm(cache, { recursive: true });
});

async function pretendInstalled(flavour: Flavour): Promise<string> {
  const folder = installationFolder(flavour);
  for (const path of LIBRARIES) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), 'content');
  }
  const files = LIBRARIES.map(path => ({ path, bytes: 7, sha256: '' }));
  await writeManifest(folder, { version: VERSION, flavour, wheels: [], files });
  return join(folder, LIBRARY);
}

/** A file that has the form of a library. */
async function pretendLibrary(name: string): Promise<string> {
  const header = Buffer.alloc(64);
  header.write('\x7fELF', 'latin1');
  await writeFile(join(cache, name), header);
  return join(cache, name);
}

test('the cache is the named folder, else the one of the desktop standard, else below the home folder', () => {
  assert.equal(cacheFolder(), cache);
  delete process.env['MFM_CACHE'];
  assert.equal(cacheFolder(), join(homedir(), '.cache', 'mfm'));
  process.env['XDG_CACHE_HOME'] = '/elsewhere';
  assert.equal(cacheFolder(), '/elsewhere/mfm');
});

test('nothing installed: the reason says so', () => {
  const found = findLibrary();
  assert.ok('missing' in found);
  assert.ok(process.platform !== 'linux' || /run mfm setup|needs/.test(found.missing), found.missing);
});

test('an installation is found, the GPU flavour first', async () => {
  const cpu = await pretendInstalled('cpu');
  assert.deepEqual(findLibrary(), { library: cpu, source: 'mfm setup', flavour: 'cpu', version: VERSION });
  const gpu = await pretendInstalled('gpu');
  assert.deepEqual(findLibrary(), { library: gpu, source: 'mfm setup', flavour: 'gpu', version: VERSION });
});

test('an installation with a shortened file is called damaged', async () => {
  const library = await pretendInstalled('cpu');
  await truncate(library, 3);
  const found = findLibrary();
  assert.ok('missing' in found && /damaged; run mfm setup/.test(found.missing));
});

test('a library named in the environment comes before everything', async () => {
  await pretendInstalled('cpu');
  await rememberLibrary(await pretendLibrary('remembered.so'));
  const named = await pretendLibrary('named.so');
  process.env['MFM_LIBTENSORFLOW'] = named;
  assert.deepEqual(findLibrary(), { library: named, source: 'MFM_LIBTENSORFLOW' });
});

test('a library named in the environment that is not there is not silently replaced', async () => {
  await pretendInstalled('cpu');
  process.env['MFM_LIBTENSORFLOW'] = '/no/such/library.so';
  const found = findLibrary();
  assert.ok('missing' in found && /MFM_LIBTENSORFLOW names, \/no\/such\/library\.so, is not there/.test(found.missing));
});

test('a remembered library is used, and a set-up without wishes leaves it', async () => {
  const library = await pretendLibrary('own.so');
  assert.equal(await rememberLibrary(library), library);
  assert.deepEqual(findLibrary(), { library, source: 'mfm setup --library' });
  assert.equal((await installTensorflow()).library, library);
});

test('asking for the GPU flavour takes the place of a remembered library', async () => {
  await rememberLibrary(await pretendLibrary('own.so'));
  const gpu = await pretendInstalled('gpu');
  assert.equal((await installTensorflow({ gpu: true })).library, gpu);
  assert.deepEqual(findLibrary(), { library: gpu, source: 'mfm setup', flavour: 'gpu', version: VERSION });
});

test('only a file can be remembered', async () => {
  await assert.rejects(rememberLibrary(cache), { name: 'UserError', message: /is not a file/ });
});
