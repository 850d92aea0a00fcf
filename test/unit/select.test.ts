import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { doctor } from '../../extension/tensorflow/doctor.js';
import { chooseBackend, gpuAbsence } from '../../extension/tensorflow/select.js';

const { env } = process;
let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'mfm-select-'));
  process.env = { ...env, MFM_CACHE: cache };
  for (const name of ['MFM_LIBTENSORFLOW', 'MFM_BACKEND', 'CUDA_VISIBLE_DEVICES']) delete process.env[name];
});

afterEach(async () => {
  process.env = env;
  await rm(cache, { recursive: true });
});

test('without libtensorflow wasm runs, and what is missing is said', async () => {
  const { runtime, considered } = await chooseBackend('auto');
  assert.equal(runtime.name, 'wasm');
  assert.deepEqual(
    considered.map(({ name, ok }) => [name, ok]),
    [
      ['tensorflow', false],
      ['wasm', true],
    ],
  );
  assert.match(considered[0]!.reason, /mfm setup|needs|only/);
  assert.match(considered[1]!.device!, /^CPU/);
});

test('wasm that was asked for is not compared', async () => {
  const { considered } = await chooseBackend('wasm');
  assert.deepEqual(
    considered.map(({ name, reason }) => [name, reason]),
    [['wasm', 'it was asked for']],
  );
});

test('TensorFlow that was asked for and cannot run is an error', async () => {
  await assert.rejects(chooseBackend('tensorflow'), {
    name: 'UserError',
    message: /^The tensorflow backend cannot run: .*; or use --backend wasm\.$/,
  });
});

test('a library that cannot be loaded is passed over with the reason', async () => {
  // The form of a library, and nothing in it.
  const library = join(cache, 'empty.so');
  const header = Buffer.alloc(64);
  header.write('\x7fELF', 'latin1');
  await writeFile(library, header);
  process.env['MFM_LIBTENSORFLOW'] = library;
  const { runtime, considered } = await chooseBackend('auto');
  assert.equal(runtime.name, 'wasm');
  assert.match(considered[0]!.reason, /empty\.so \(from MFM_LIBTENSORFLOW\) cannot be loaded \(.+\); run mfm setup/);
});

test('MFM_BACKEND decides where nothing else was asked for', async () => {
  process.env['MFM_BACKEND'] = 'wasm';
  assert.equal((await chooseBackend('auto')).considered.length, 1);
  await assert.rejects(chooseBackend('tensorflow'), { name: 'UserError' });
  process.env['MFM_BACKEND'] = 'cuda';
  await assert.rejects(chooseBackend('auto'), { name: 'UserError', message: /MFM_BACKEND is 'cuda': set it to auto/ });
});

test('why TensorFlow does not run on a GPU', () => {
  assert.equal(gpuAbsence('GPU: NVIDIA H200', 'gpu', true), 'it runs on the GPU');
  assert.equal(gpuAbsence('CPU, 2 threads', 'gpu', false), 'no NVIDIA GPU was found');
  assert.match(gpuAbsence('CPU, 2 threads', 'cpu', false), /^no NVIDIA GPU was found, .*no GPU part \(mfm setup --gpu/);
  assert.match(gpuAbsence('CPU, 2 threads', 'cpu', true), /run mfm setup --gpu$/);
  assert.match(gpuAbsence('CPU, 2 threads', 'gpu', true), /driver/);
  process.env['CUDA_VISIBLE_DEVICES'] = '-1';
  assert.equal(gpuAbsence('CPU, 2 threads', 'gpu', true), 'CUDA_VISIBLE_DEVICES hides the GPU');
});

test('the doctor reports the machine, the chosen backend and what stands against a better one', async () => {
  await writeFile(join(cache, 'something'), 'four');
  const report = await doctor();
  assert.equal(report.node, process.version);
  assert.deepEqual(
    report.backends.map(({ name, chosen }) => [name, chosen]),
    [
      ['tensorflow', false],
      ['wasm', true],
    ],
  );
  assert.deepEqual(report.cache, { folder: cache, bytes: 4 });
  assert.ok(report.cores >= 1 && report.memory > 0);
  assert.ok(report.decoders['sharp'] && report.decoders['vips']);
});
