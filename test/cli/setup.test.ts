import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DoctorReport } from '../../extension/tensorflow/doctor.js';
import { backends, mfm, temporaryFolder } from './mfm.js';

test('doctor --json names the backend that runs, and why', async () => {
  const { code, stdout, stderr } = await mfm('doctor', '--json');
  assert.equal(code, 0, stderr);
  const report = JSON.parse(stdout) as DoctorReport;
  const chosen = report.backends.filter(backend => backend.chosen);
  assert.deepEqual(
    chosen.map(backend => backend.name),
    [backends.at(-1)],
  );
  for (const backend of report.backends) assert.ok(backend.reason.length > 0);
  assert.ok(report.cores > 0 && report.memory > 0);
});

test('doctor for people marks the one that runs', async () => {
  const { stdout } = await mfm('doctor');
  assert.match(stdout, new RegExp(`^\\* +${backends.at(-1)} `, 'm'));
  assert.match(stdout, /^half precision +(bfloat16|float16|none): .+/m);
});

test('without TensorFlow, wasm runs and it is said why', async t => {
  const cache = await temporaryFolder(t);
  const { code, stdout, stderr } = await mfm.with({
    MFM_CACHE: cache,
    MFM_LIBTENSORFLOW: undefined,
    MFM_BACKEND: undefined,
  })('doctor', '--json');
  assert.equal(code, 0, stderr);
  const [tensorflow, wasm] = (JSON.parse(stdout) as DoctorReport).backends;
  assert.deepEqual([tensorflow!.name, tensorflow!.ok, tensorflow!.chosen], ['tensorflow', false, false]);
  assert.deepEqual([wasm!.name, wasm!.ok, wasm!.chosen], ['wasm', true, true]);
  assert.match(tensorflow!.reason, /mfm setup|Linux/);
});

test('--backend tensorflow does not fall back in silence', async t => {
  const dir = await temporaryFolder(t);
  const image = join(dir, 'image.png');
  const without = mfm.with({ MFM_CACHE: dir, MFM_LIBTENSORFLOW: undefined, MFM_BACKEND: undefined });
  const { code, stderr } = await without('reconstruct', image, '--checkpoint', image, '--backend', 'tensorflow');
  assert.equal(code, 2);
  assert.match(stderr, /^mfm: The tensorflow backend cannot run: [^\n]+\n$/);
});

test('setup refuses what is no wheel and no library, and leaves nothing', { skip: backends.length === 1 }, async t => {
  const cache = await temporaryFolder(t);
  const setup = mfm.with({ MFM_CACHE: cache, MFM_LIBTENSORFLOW: undefined, MFM_BACKEND: undefined });
  const wheel = join(cache, 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl');
  const missing = await setup('setup', '--wheel', wheel);
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /^mfm: .*\.whl is not there/m);
  await writeFile(wheel, 'not a wheel');
  const wrong = await setup('setup', '--wheel', wheel);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /^mfm: .*\.whl/m);
  const library = await setup('setup', '--library', join(cache, 'none.so'));
  assert.equal(library.code, 2);
  assert.match(library.stderr, /^mfm: .*none\.so is not a file/m);
  const left = readdirSync(cache, { recursive: true, encoding: 'utf8' }).filter(name =>
    /\.so|unfinished|content/.test(name),
  );
  assert.deepEqual(left, []);
});

test('setup --library is remembered', { skip: backends.length === 1 }, async t => {
  const cache = await temporaryFolder(t);
  const here = mfm.with({ MFM_CACHE: cache, MFM_LIBTENSORFLOW: undefined, MFM_BACKEND: undefined });
  const library = process.env['MFM_LIBTENSORFLOW']!;
  const { code, stdout, stderr } = await here('setup', '--library', library, '--json');
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), { library });
  const { backends: found } = JSON.parse((await here('doctor', '--json')).stdout) as DoctorReport;
  assert.deepEqual([found[0]!.name, found[0]!.chosen], ['tensorflow', true]);
});
