import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import koffi from 'koffi';
import { prepareCuda } from '../../extension/tensorflow/install/cuda.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const { sharedObjects } = process.report.getReport() as { sharedObjects: string[] };
/** Any library that can be loaded here; a copy of it is another library. */
const some = process.platform === 'linux' && sharedObjects.find(file => /\/libm\.so/.test(file));

test('libraries loaded ahead stay loaded though nobody holds their handles', {
  skip: !some && 'Linux only',
}, async t => {
  const folder = await temporaryFolder(t);
  const ahead = join(folder, 'nvidia/cublas/lib/libahead.so.1');
  const dropped = join(folder, 'libdropped.so.1');
  await mkdir(join(ahead, '..'), { recursive: true });
  for (const file of [ahead, dropped]) await copyFile(some as string, file);
  const flags = process.env['XLA_FLAGS'];
  t.after(() => {
    if (flags === undefined) delete process.env['XLA_FLAGS'];
    else process.env['XLA_FLAGS'] = flags;
  });
  const loaded = async (file: string) => (await readFile('/proc/self/maps', 'utf8')).includes(file);

  prepareCuda(join(folder, 'tensorflow/libtensorflow_cc.so.2'));
  koffi.load(dropped);
  assert.ok(await loaded(ahead));
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // A handle that is dropped unloads its library: once that has happened, the other's turn has come, too.
  while (await loaded(dropped)) {
    collect();
    await turn();
  }
  assert.ok(await loaded(ahead));
});
