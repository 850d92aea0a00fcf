import assert from 'node:assert/strict';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readTorchHeader, readTorchTensor } from '../../extension/engine/checkpoint/pytorch/torchFile.js';
import { dictionary, float, ordered, tuple } from '../../extension/engine/checkpoint/pytorch/write/pickleInput.js';
import { writeTorch } from '../../extension/engine/checkpoint/pytorch/write/writeTorch.js';
import { type StoredEntry, zipDirectory } from '../../extension/engine/checkpoint/pytorch/write/zipEntry.js';
import { readZipDirectory } from '../../extension/engine/checkpoint/pytorch/zipDirectory.js';
import type { DType } from '../../extension/engine/checkpoint/tensorData.js';
import { ELEMENT_BYTES } from '../../extension/engine/checkpoint/tensorData.js';
import { sourceOf } from '../../extension/engine/checkpoint/tensorSource.js';
import { withFile } from '../../extension/engine/files/fileBytes.js';
import { runPython, withoutPython } from '../support/python.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { noise } from './dataFixtures.js';

const types = Object.keys(ELEMENT_BYTES) as DType[];
const tensorOf = (dtype: DType, shape: number[], seed = 1) => {
  const count = shape.reduce((a, b) => a * b, 1);
  const data = noise(count * ELEMENT_BYTES[dtype], seed);
  return { dtype, shape, data: dtype === 'BOOL' ? data.map(x => x & 1) : data };
};

test('tensors of every type come back bit for bit, aligned as PyTorch maps them', async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  const tensors = new Map(types.map((dtype, i) => [dtype as string, tensorOf(dtype, [3, 5], i)]));
  const empty = tensorOf('F32', [2, 0, 3]);
  const scalar = tensorOf('I64', []);
  const all = new Map([...tensors, ['empty', empty], ['scalar', scalar]]);
  await writeTorch(file, dictionary({ model: ordered(new Map([...all].map(([k, v]) => [k, sourceOf(v)]))) }));
  const header = await readTorchHeader(file);
  assert.equal(header.format, 'zip');
  assert.deepEqual(
    [...header.tensors.keys()],
    [...all.keys()].map(name => `model.${name}`),
  );
  for (const [name, tensor] of all) {
    assert.deepEqual(await readTorchTensor(file, header, `model.${name}`), tensor, name);
  }
  await withFile(file, async handle => {
    for (const place of header.storages.values()) assert.equal((await place.start(handle)) % 64, 0);
  });
});

test('plain data comes back as it was', async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  const integers = [0, -1, 255, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1, -128, 128];
  const long = [2n ** 63n, -(2n ** 63n), 2n ** 70n, -(2n ** 64n) - 1n, -32769n * 2n ** 48n];
  const floats = [1.5, -0, 1e-300, Number.NaN, Number.POSITIVE_INFINITY];
  await writeTorch(
    file,
    dictionary({
      integers,
      long,
      floats,
      whole: float(3),
      pair: tuple(0.9, null),
      words: ['', 'é\n😀'],
      flags: [true, false],
    }),
  );
  const { values } = await readTorchHeader(file);
  assert.deepEqual(
    values,
    new Map<string, unknown>([
      ['integers', integers],
      ['long', long],
      ['floats', floats],
      ['whole', 3],
      ['pair', [0.9, null]],
      ['words', ['', 'é\n😀']],
      ['flags', [true, false]],
    ]),
  );
});

test('a tensor that cannot be read leaves the old file, and nothing beside it', async t => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'a.pth');
  await writeTorch(file, 1);
  const { size } = await stat(file);
  const broken = { dtype: 'F32', shape: [1], read: () => Promise.reject(new Error('gone')) } as const;
  await assert.rejects(writeTorch(file, [broken]), /gone/);
  await assert.rejects(
    writeTorch(file, [
      { ...broken, read: async () => ({ dtype: 'F32' as const, shape: [1], data: new Uint8Array(3) }) },
    ]),
    /3 bytes do not make F32/,
  );
  assert.equal((await stat(file)).size, size);
  assert.deepEqual(await readdir(folder), ['a.pth']);
});

const LOAD = `
import json, sys, torch
value = torch.load(sys.argv[1], weights_only=True)
tensors = {k: [str(v.dtype), list(v.shape), v.contiguous().flatten().view(torch.uint8).tolist() if v.dim() else v.item()] for k, v in value['model'].items()}
print(json.dumps({'tensors': tensors, 'kinds': [type(value['model']).__name__, type(value['one']).__name__, type(value['pair']).__name__], 'epoch': value['epoch']}))
`;

test('torch.load(weights_only=True) opens it', { skip: await withoutPython('torch') }, async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  const tensors = types.map((dtype, i): [string, ReturnType<typeof tensorOf>] => [dtype, tensorOf(dtype, [2, 3], i)]);
  const model = ordered(new Map(tensors.map(([name, tensor]) => [name, sourceOf(tensor)])));
  await writeTorch(file, dictionary({ model, one: float(1), pair: tuple(1, 2), epoch: 2n ** 40n }));
  const loaded = (await runPython(LOAD, file)) as { tensors: Record<string, [string, number[], number[]]> };
  assert.deepEqual(
    { ...loaded, tensors: Object.keys(loaded.tensors) },
    {
      tensors: types,
      kinds: ['OrderedDict', 'float', 'tuple'],
      epoch: 2 ** 40,
    },
  );
  for (const [name, { data }] of tensors) assert.deepEqual(loaded.tensors[name]![2], [...data], name);
});

test('a directory behind 4 GiB, and one of more than 65,535 records, is read back', async t => {
  const file = join(await temporaryFolder(t), 'a.zip');
  const far: StoredEntry[] = [0, 5_000_000_000].map(offset => ({ name: `a/${offset}`, bytes: 3, crc: 0, offset }));
  const many: StoredEntry[] = Array.from({ length: 70_000 }, (_, i) => ({
    name: `a/${i}`,
    bytes: 0,
    crc: 0,
    offset: 128 * i,
  }));
  for (const entries of [far, many]) {
    const start = entries.at(-1)!.offset + 128;
    // The records themselves are holes in the file.
    const handle = await open(file, 'w+');
    const directory = zipDirectory(entries, start);
    await handle.write(directory, 0, directory.length, start);
    const found = await readZipDirectory(file, handle);
    await handle.close();
    assert.deepEqual(
      [...found.keys()],
      entries.map(entry => entry.name),
    );
    for (const { name, offset } of entries) assert.equal(found.get(name)!.offset, offset);
  }
});
