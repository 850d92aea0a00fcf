import assert from 'node:assert/strict';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { readTorchHeader, readTorchTensor } from '../../extension/engine/checkpoint/pytorch/torchFile.js';
import { toFloat32 } from '../../extension/engine/checkpoint/tensorData.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { call, floats, type Pickled, pickle, tensor, torchLegacy, torchZip, type View } from '../support/torchFile.js';
import { userError } from '../support/userError.js';
import { zip } from '../support/zip.js';
import { write } from './dataFixtures.js';

const six = floats(1, 2, 3, 4, 5, 6);
const whole: View = { count: 6, shape: [2, 3], strides: [3, 1] };
const model = (...views: View[]) => new Map<Pickled, Pickled>([['model', views.map(tensor)]]);

async function valuesOf(file: string): Promise<Record<string, number[]>> {
  const header = await readTorchHeader(file);
  const read = async (name: string) => [...toFloat32(await readTorchTensor(file, header, name))];
  const values: Record<string, number[]> = {};
  for (const name of header.tensors.keys()) values[name] = await read(name);
  return values;
}

test('views of one storage: whole, transposed, a part, repeated, empty, a scalar; of both formats', async t => {
  const folder = await temporaryFolder(t);
  const views = model(
    whole,
    { count: 6, shape: [3, 2], strides: [1, 3] },
    { count: 6, offset: 1, shape: [2], strides: [2] },
    { count: 6, offset: 5, shape: [2, 2], strides: [0, 0] },
    { count: 6, shape: [0, 3], strides: [3, 1] },
    { count: 6, offset: 3, shape: [], strides: [] },
  );
  const expected = {
    'model.0': [1, 2, 3, 4, 5, 6],
    'model.1': [1, 4, 2, 5, 3, 6],
    'model.2': [2, 4],
    'model.3': [6, 6, 6, 6],
    'model.4': [],
    'model.5': [4],
  };
  const [recent, old] = [join(folder, 'a.pth'), join(folder, 'b.pth')];
  await write(recent, torchZip(views, { 0: six }));
  await write(old, torchLegacy(views, { 0: { count: 6, bytes: six } }));
  assert.deepEqual(await valuesOf(recent), expected);
  assert.deepEqual(await valuesOf(old), expected);
});

test('every element type', async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  const types: [string, Uint8Array, number][] = [
    ['DoubleStorage', new Uint8Array(Float64Array.of(1.5).buffer), 1.5],
    ['HalfStorage', Uint8Array.of(0, 0xbe), -1.5],
    ['BFloat16Storage', Uint8Array.of(0xc0, 0x3f), 1.5],
    ['LongStorage', new Uint8Array(BigInt64Array.of(-7n).buffer), -7],
    ['IntStorage', new Uint8Array(Int32Array.of(-7).buffer), -7],
    ['ShortStorage', new Uint8Array(Int16Array.of(-7).buffer), -7],
    ['CharStorage', Uint8Array.of(0xf9), -7],
    ['ByteStorage', Uint8Array.of(0xf9), 249],
    ['BoolStorage', Uint8Array.of(1), 1],
  ];
  const one = { count: 1, shape: [1], strides: [1] };
  const views = model(...types.map(([type], i) => ({ ...one, type, key: String(i) })));
  await write(file, torchZip(views, Object.fromEntries(types.map(([, bytes], i) => [i, bytes]))));
  const values = Object.values(await valuesOf(file)).flat();
  assert.deepEqual(
    values,
    types.map(([, , value]) => value),
  );
});

test('a file that asks for a call is opened, and nothing is called', async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  const value = new Map<Pickled, Pickled>([
    ['w', tensor(whole)],
    ['gift', call('os\nsystem', 'exit 1')],
  ]);
  await write(file, torchZip(value, { 0: six }));
  assert.deepEqual(await valuesOf(file), { w: [1, 2, 3, 4, 5, 6] });
});

test('files that contradict themselves are refused in one sentence', async t => {
  const folder = await temporaryFolder(t);
  const good = torchZip(model(whole), { 0: six });
  const changed = (view: Partial<View>) => torchZip(model({ ...whole, ...view }), { 0: six });
  const directory = good.lastIndexOf('PK\x05\x06');
  const poke = (at: number, value: number) => {
    const bytes = Buffer.from(good);
    bytes.writeUInt32LE(value, at);
    return bytes;
  };
  const entry = good.indexOf('PK\x01\x02');
  const second = good.indexOf('PK\x01\x02', entry + 4);
  const old = torchLegacy(model(whole), { 0: { count: 6, bytes: six } });
  const cases: [string | Uint8Array, RegExp][] = [
    ['', /is no file of PyTorch/],
    ['hello', /is no file of PyTorch/],
    [good.subarray(0, 200), /without its directory/],
    [zip({ 'a/b': 'c', PK: '' }), /a zip archive but no file of PyTorch/],
    [zip({ 'a/data.pkl': pickle(1), 'b/data.pkl': pickle(1) }), /no file of PyTorch/],
    [zip({ 'a/data.pkl': 'N' }), /its pickle ends too early/],
    [zip({ 'a/data.pkl': pickle(1), 'a/byteorder': 'big' }), /big-endian/],
    [torchZip(model(whole), {}), /no record of its storage 0/],
    [torchZip(model(whole), { 0: six.slice(4) }), /needs 24 bytes but has 20/],
    [changed({ offset: 1 }), /reaches beyond its storage of 24 bytes/],
    [changed({ offset: -1 }), /not a list of sizes/],
    [changed({ shape: [-2, -3] }), /not a list of sizes/],
    [changed({ strides: [3] }), /not a list of sizes/],
    [changed({ shape: [2 ** 30, 2 ** 30], strides: [0, 0] }), /reaches beyond/],
    [changed({ count: -6 }), /an unknown place/],
    [changed({ count: 2 ** 60 }), /an unknown place/],
    [changed({ type: 'EvilStorage' }), /unknown type torch.EvilStorage/],
    [torchZip(model(whole, { ...whole, count: 7 }), { 0: six }), /two sizes or types/],
    [poke(directory + 16, good.length), /truncated/],
    [poke(directory + 12, 2 ** 31), /truncated/],
    [poke(directory + 8, 0x00ff00ff), /directory ends too early/],
    [poke(second + 42, 3), /overlap or reach beyond its end/],
    [poke(second + 20, 2 ** 30), /overlap or reach beyond its end/],
    [poke(entry + 24, 2 ** 30), /a record has two sizes/],
    [poke(entry + 10, 12), /in an unknown way/],
    [poke(second + 10, 8), /compressed tensors/],
    [old.subarray(0, -1), /truncated/],
    [old.subarray(0, 40), /its pickle ends too early/],
    [pickle(1), /a pickle but no file of PyTorch/],
    [torchLegacy(model(whole), {}), /no record of its storage 0/],
    [torchLegacy(model(whole), { 1: { count: 6, bytes: six } }), /names one that no tensor has/],
  ];
  for (const [i, [bytes, pattern]] of cases.entries()) {
    const file = join(folder, `${i}.pth`);
    await write(file, bytes);
    await assert.rejects(readTorchHeader(file), userError(pattern), String(pattern));
  }
  await assert.rejects(readTorchHeader(join(folder, 'none.pth')), userError(/does not exist/));
});

test('what only the tensors’ own bytes tell is found when they are read', async t => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'a.pth');
  const good = torchZip(model(whole), { 0: six });
  await write(file, good);
  const header = await readTorchHeader(file);
  await assert.rejects(readTorchTensor(file, header, 'v'), userError(/no tensor v/));
  const moved = Buffer.from(good);
  moved.write('XX', good.indexOf('PK\x03\x04', 4));
  await write(file, moved);
  await assert.rejects(readTorchTensor(file, header, 'model.0'), userError(/not where its zip directory says/));
  await truncate(file, 100);
  await assert.rejects(readTorchTensor(file, header, 'model.0'), userError(/truncated/));

  const old = join(folder, 'b.pth');
  await write(old, torchLegacy(model(whole), { 0: { count: 5, bytes: six } }));
  await assert.rejects(valuesOf(old), userError(/should have 6 elements but has 5/));

  const repeated = join(folder, 'c.pth');
  await write(repeated, torchZip(model({ ...whole, shape: [2 ** 20, 2 ** 20], strides: [0, 0] }), { 0: six }));
  await assert.rejects(valuesOf(repeated), userError(/has 508 bytes but repeats them in tensors of 4398046511104/));
});

test('a compressed pickle is unpacked, but not beyond the size that it claims', async t => {
  const folder = await temporaryFolder(t);
  const plain = pickle(new Map([['epoch', 5]]));
  for (const [claimed, pattern] of [
    [plain.length, undefined],
    [plain.length - 1, /cannot be unpacked/],
    [2 ** 30, /far too large/],
  ] as const) {
    const bytes = zip({ 'a/data.pkl': deflateRawSync(plain) });
    const entry = bytes.indexOf('PK\x01\x02');
    bytes.writeUInt16LE(8, entry + 10);
    bytes.writeUInt32LE(claimed, entry + 24);
    const file = join(folder, `${claimed}.pth`);
    await write(file, bytes);
    if (pattern) await assert.rejects(readTorchHeader(file), userError(pattern));
    else assert.deepEqual((await readTorchHeader(file)).values, new Map([['epoch', 5]]));
  }
});

test('names: pickled modules as their state dictionaries, and no name twice', async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  const inner = new Map<Pickled, Pickled>([['_parameters', new Map([['weight', tensor(whole)]])]]);
  const value = new Map<Pickled, Pickled>([
    ['_modules', new Map([['conv', inner]])],
    ['conv.weight', tensor({ ...whole, shape: [6], strides: [1] })],
  ]);
  await write(file, torchZip(value, { 0: six }));
  assert.deepEqual([...(await readTorchHeader(file)).tensors.keys()], ['conv.weight', 'conv.weight (1)']);
});
