import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { cudaRequirements, isCudaFile } from '../../extension/tensorflow/install/cuda.js';
import { elfProblem } from '../../extension/tensorflow/install/find.js';
import { lastError } from '../../extension/tensorflow/install/pip.js';
import { readMetadata, sha256OfFile, unpackWheel, wheelIdentity } from '../../extension/tensorflow/install/wheel.js';
import { wheel, zip } from '../support/zip.js';

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mfm-wheel-'));
});

after(async () => {
  await rm(folder, { recursive: true });
});

async function saved(name: string, content: Buffer): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

test('only the wanted files are unpacked, with their sizes and hashes', async () => {
  const file = await saved('good.whl', wheel({ 'a/lib.so': 'library', 'a/code.py': 'code' }));
  const into = join(folder, 'good');
  const files = await unpackWheel(file, into, path => path.endsWith('.so'), {});
  const sha256 = 'b718f1354f7247312eca086d9a024afe5fa717ddea5adeddd6f12bcf945b2e8c';
  assert.deepEqual(files, [{ path: 'a/lib.so', bytes: 7, sha256 }]);
  assert.equal(await sha256OfFile(join(into, 'a/lib.so'), {}), sha256);
  assert.equal(await readFile(join(into, 'a/lib.so'), 'utf8'), 'library');
  await assert.rejects(readFile(join(into, 'a/code.py')), { code: 'ENOENT' });
});

test('programs can be executed, other files cannot', async () => {
  const files = { 'nvidia/cuda_nvcc/bin/ptxas': '#!/bin/sh', 'a/lib.so': 'library', 'a/dos.so': 'without a mode' };
  const modes = { 'nvidia/cuda_nvcc/bin/ptxas': 0o100744, 'a/lib.so': 0o100644 };
  const into = join(folder, 'programs');
  await unpackWheel(await saved('programs.whl', wheel(files, { modes })), into, path => path in files, {});
  const executable = async (path: string) => ((await stat(join(into, path))).mode & 0o111) !== 0;
  assert.equal(await executable('nvidia/cuda_nvcc/bin/ptxas'), process.platform !== 'win32');
  assert.equal(await executable('a/lib.so'), false);
  assert.equal(await executable('a/dos.so'), false);
});

test('a file that differs from the RECORD is refused', async () => {
  const file = await saved('damaged.whl', wheel({ 'a/lib.so': 'library' }, { damage: { 'a/lib.so': 'virus!!' } }));
  await assert.rejects(
    unpackWheel(file, join(folder, 'damaged'), () => true, {}),
    {
      name: 'UserError',
      message: /damaged\.whl is not an intact wheel \(a\/lib\.so in it is not what its RECORD says\)/,
    },
  );
});

test('a path that leads out of the folder is refused', async () => {
  const file = await saved('escape.whl', zip({ '../escaped.so': 'x' }));
  await assert.rejects(
    unpackWheel(file, join(folder, 'escape'), () => true, {}),
    { name: 'UserError' },
  );
  await assert.rejects(readFile(join(folder, 'escaped.so')), { code: 'ENOENT' });
});

test('a truncated wheel and a file that is none are refused by name', async () => {
  const whole = wheel({ 'a/lib.so': 'library' });
  for (const [name, content] of [
    ['half.whl', whole.subarray(0, whole.length / 2)],
    ['text.whl', Buffer.from('<html>proxy login</html>')],
  ] as const) {
    const file = await saved(name, content);
    await assert.rejects(
      unpackWheel(file, join(folder, 'none'), () => true, {}),
      {
        name: 'UserError',
        message: new RegExp(`${name} is not an intact wheel`),
      },
    );
  }
});

test('names of wheels', () => {
  const cpu = 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl';
  assert.deepEqual(wheelIdentity(`/some/where/${cpu}`), { name: 'tensorflow-cpu', version: '2.21.0' });
  assert.deepEqual(wheelIdentity('thing-1.0-2-py3-none-any.whl'), { name: 'thing', version: '1.0' });
  assert.equal(wheelIdentity('thing.tar.gz'), undefined);
});

test("NVIDIA's packages are read from the wheel's own metadata", async () => {
  const metadata = [
    'Name: tensorflow',
    'Requires-Dist: numpy>=1.26.0',
    'Provides-Extra: and-cuda',
    'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
    "Requires-Dist: nvidia-cudnn-cu12 (<10.0,>=9.3) ; extra == 'and-cuda'",
    'Requires-Dist: nvidia-other; extra == "something-else"',
    '',
  ].join('\n');
  const file = await saved('gpu.whl', wheel({}, { metadata }));
  const requirements = cudaRequirements(await readMetadata(file));
  assert.deepEqual(requirements, ['nvidia-cublas-cu12<13.0,>=12.5.3.2', 'nvidia-cudnn-cu12<10.0,>=9.3']);
});

test("of NVIDIA's wheels, libraries and the kernel compiler are taken", () => {
  assert.ok(isCudaFile('nvidia/cudnn/lib/libcudnn.so.9'));
  assert.ok(isCudaFile('nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc'));
  assert.ok(isCudaFile('nvidia/cuda_nvcc/bin/ptxas'));
  assert.ok(!isCudaFile('nvidia/cudnn/include/cudnn.h'));
  assert.ok(!isCudaFile('nvidia/cublas/__init__.py'));
});

test('a truncated library is told from a whole one', async () => {
  const header = Buffer.alloc(64);
  header.write('\x7fELF', 'latin1');
  header.writeBigUInt64LE(100n, 0x28);
  header.writeUInt16LE(64, 0x3a);
  header.writeUInt16LE(2, 0x3c);
  const whole = Buffer.concat([header, Buffer.alloc(36 + 128)]);
  assert.equal(elfProblem(await saved('whole.so', whole)), undefined);
  assert.equal(elfProblem(await saved('short.so', whole.subarray(0, -1))), 'is truncated');
  assert.equal(elfProblem(await saved('text.so', Buffer.from('hello'))), 'is not a shared library');
  assert.equal(elfProblem(await saved('empty.so', Buffer.alloc(0))), 'is not a shared library');
});

test("pip's output is condensed to its reason", () => {
  const notFound =
    'Looking in links: /wheels\nERROR: Could not find a version that satisfies the requirement x==1 (from versions: none)\n' +
    'ERROR: No matching distribution found for x==1\n\n[notice] A new release of pip is available\n';
  assert.equal(lastError(notFound), 'No matching distribution found for x==1');
  const offline = `WARNING: Retrying after connection broken by 'NewConnectionError(...)': /simple/x/\n${notFound}`;
  assert.equal(lastError(offline), 'the package index could not be reached');
  assert.equal(
    lastError('OSError: [Errno 28] No space left on device.\n'),
    'OSError: [Errno 28] No space left on device',
  );
  assert.equal(lastError(''), 'it printed nothing');
});
