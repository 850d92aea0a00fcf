import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  readSafetensors,
  readSafetensorsHeader,
  writeSafetensors,
} from '../../extension/engine/checkpoint/safetensors.js';
import type { TensorData } from '../../extension/engine/checkpoint/tensorData.js';
import { float32Tensor, toFloat32 } from '../../extension/engine/checkpoint/tensorData.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { userError } from '../support/userError.js';

const tensors = new Map<string, TensorData>([
  ['flags', { dtype: 'BOOL', shape: [3], data: Uint8Array.of(1, 0, 1) }],
  ['weight', float32Tensor([2, 3], Float32Array.of(1, -2, 3.5, 0, NaN, Infinity))],
  ['scalar', float32Tensor([], Float32Array.of(7))],
  ['empty', float32Tensor([0, 4], new Float32Array(0))],
  ['count', { dtype: 'I64', shape: [1], data: new Uint8Array(BigInt64Array.of(-5n).buffer) }],
  ['größe "x"', float32Tensor([1], Float32Array.of(0.25))],
]);
const metadata = { format: 'test', text: 'line 1\nline 2 "größe"' };

test('what is written is read back, tensors and metadata alike', async t => {
  const file = join(await temporaryFolder(t), 'new', 'folder', 'a.safetensors');
  await writeSafetensors(file, tensors, metadata);
  const read = await readSafetensors(file);
  assert.deepEqual(read.metadata, metadata);
  assert.deepEqual(new Set(read.tensors.keys()), new Set(tensors.keys()));
  for (const [name, tensor] of tensors) assert.deepEqual(read.tensors.get(name), tensor, name);
  assert.deepEqual(await readdir(join(file, '..')), ['a.safetensors']);
});

test('the layout is that of the format: padded header, every tensor aligned to its elements', async t => {
  const file = join(await temporaryFolder(t), 'a.safetensors');
  await writeSafetensors(file, tensors, metadata);
  const bytes = await readFile(file);
  const length = Number(bytes.readBigUInt64LE());
  assert.equal(length % 8, 0);
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  assert.deepEqual(header.weight.shape, [2, 3]);
  const { tensors: found } = await readSafetensorsHeader(file);
  for (const { dtype, offset } of found.values()) assert.equal(offset % ({ I64: 8, F32: 4 }[dtype as string] ?? 1), 0);
  const { offset } = found.get('weight')!;
  assert.equal(bytes.readFloatLE(offset + 8), 3.5);
});

test('a file without tensors or metadata is valid', async t => {
  const file = join(await temporaryFolder(t), 'a.safetensors');
  await writeSafetensors(file, new Map(), {});
  assert.deepEqual(await readSafetensors(file), { metadata: {}, tensors: new Map() });
});

test('only the wanted tensors are read, and an unknown name is a clear error', async t => {
  const file = join(await temporaryFolder(t), 'a.safetensors');
  await writeSafetensors(file, tensors, metadata);
  const { tensors: some } = await readSafetensors(file, ['scalar', 'flags']);
  assert.deepEqual([...some.keys()], ['scalar', 'flags']);
  assert.deepEqual([...toFloat32(some.get('flags')!)], [1, 0, 1]);
  await assert.rejects(readSafetensors(file, ['head.weight']), userError(/a\.safetensors has no tensor head\.weight/));
});

test('writing over a file replaces it whole; data that do not fit their shape are a programming error', async t => {
  const file = join(await temporaryFolder(t), 'a.safetensors');
  await writeSafetensors(file, tensors, metadata);
  const wrong = new Map([['w', { dtype: 'F32' as const, shape: [3], data: new Uint8Array(8) }]]);
  await assert.rejects(writeSafetensors(file, wrong, {}), /8 bytes do not make F32 \[3\]/);
  assert.equal((await readSafetensors(file)).tensors.size, tensors.size);
  await writeSafetensors(file, new Map([['scalar', tensors.get('scalar')!]]), {});
  assert.deepEqual([...(await readSafetensors(file)).tensors.keys()], ['scalar']);
});

test('files that cannot be opened or are of another kind say so', async t => {
  const folder = await temporaryFolder(t);
  await assert.rejects(
    readSafetensors(join(folder, 'none')),
    userError(/Cannot read .*none: it does not exist; check/),
  );
  await assert.rejects(readSafetensors(folder), userError(/it is a folder/));
  const kinds: [string, Uint8Array, RegExp][] = [
    ['empty', Buffer.alloc(0), /not a safetensors file: it has only 0 bytes/],
    ['torch.pth', Buffer.from('PK\x03\x04\x00\x00\x08\x08\x00\x00\x00\x00archive/data.pkl'), /not a safetensors file/],
    ['picture.png', Buffer.from('\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR', 'latin1'), /not a safetensors file/],
    ['zeros', Buffer.alloc(64), /not a safetensors file: its header would have 0 bytes/],
    ['text', Buffer.from('\x20\x00\x00\x00\x00\x00\x00\x00not json'), /its header is not JSON/],
  ];
  for (const [name, bytes, message] of kinds) {
    const file = join(folder, name);
    await writeFile(file, bytes);
    await assert.rejects(readSafetensors(file), userError(message), name);
  }
});

test('a file cut at any point is refused as truncated or as no safetensors file, never read', async t => {
  const folder = await temporaryFolder(t);
  await writeSafetensors(join(folder, 'whole'), tensors, metadata);
  const bytes = await readFile(join(folder, 'whole'));
  const cut = join(folder, 'cut');
  for (let length = 0; length < bytes.length; length++) {
    await writeFile(cut, bytes.subarray(0, length));
    const message = length < 8 ? /cut is not a safetensors file/ : /cut is truncated: it has \d+ of \d+ bytes/;
    await assert.rejects(readSafetensors(cut), userError(message), `${length} bytes`);
  }
});
