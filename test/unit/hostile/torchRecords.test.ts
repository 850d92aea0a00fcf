import assert from 'node:assert/strict';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { readAll } from '../../support/tensorFiles.js';
import { floats, type Pickled, tensor, torchLegacy, torchZip } from '../../support/torchFile.js';
import { userError } from '../../support/userError.js';
import { write } from '../dataFixtures.js';

const six = floats(1, 2, 3, 4, 5, 6);
const whole = { count: 6, shape: [2, 3], strides: [3, 1] };

test('a zip or legacy file that is cut anywhere is refused', async t => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'a.pth');
  const value = new Map<Pickled, Pickled>([['w', tensor(whole)]]);
  for (const bytes of [torchZip(value, { 0: six }), torchLegacy(value, { 0: { count: 6, bytes: six } })]) {
    await write(file, bytes);
    for (let length = bytes.length - 1; length >= 0; length -= 3) {
      await truncate(file, length);
      await assert.rejects(readAll(file), userError(/no file of PyTorch|is damaged|is truncated/), String(length));
    }
  }
});

test('records that overlap, share a name, or lie elsewhere are refused', async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  const two = new Map<Pickled, Pickled>([
    ['a', tensor(whole)],
    ['b', tensor({ ...whole, key: '1' })],
  ]);
  const good = torchZip(two, { 0: six, 1: six });
  const entries: number[] = [];
  for (let at = good.indexOf('PK\x01\x02'); at !== -1; at = good.indexOf('PK\x01\x02', at + 1)) entries.push(at);
  const [, first, second] = entries as [number, number, number];
  const changed = (change: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(good);
    change(bytes);
    return bytes;
  };
  const offset = good.readUInt32LE(first + 42);
  const cases: [string, Buffer, RegExp][] = [
    ['two records in one place', changed(b => b.writeUInt32LE(offset, second + 42)), /overlap/],
    ['one inside the other', changed(b => b.writeUInt32LE(offset + 8, second + 42)), /overlap|not where/],
    ['behind the end', changed(b => b.writeUInt32LE(0x7fffffff, second + 42)), /overlap or reach beyond/],
    ['the same name', changed(b => b.write('0', second + 46 + 'archive/data/'.length)), /the same name/],
    ['a larger size', changed(b => b.writeUInt32LE(25, first + 20)), /two sizes/],
    ['too many in its count', changed(b => b.writeUInt16LE(9, b.lastIndexOf('PK\x05\x06') + 10)), /ends too early/],
  ];
  for (const [name, bytes, pattern] of cases) {
    await write(file, bytes);
    await assert.rejects(readAll(file), userError(pattern), name);
  }
});

test('tensors that claim what they have not are refused; views may share', async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  const cases: [Partial<typeof whole> & { offset?: number }, RegExp][] = [
    [{ strides: [-3, 1] }, /not a list of sizes/],
    [{ shape: [2 ** 31, 2 ** 31] }, /reaches beyond its storage/],
    [{ shape: [2 ** 53, 2] }, /not a list of sizes|reaches beyond/],
    [{ shape: [2, 3], strides: [2 ** 52, 1] }, /reaches beyond/],
    [{ shape: new Array(65).fill(1), strides: new Array(65).fill(1) }, /not a list of sizes/],
    [{ offset: 2 ** 40 }, /reaches beyond/],
  ];
  for (const [change, pattern] of cases) {
    await write(file, torchZip(new Map([['w', tensor({ ...whole, ...change })]]), { 0: six }));
    await assert.rejects(readAll(file), userError(pattern), JSON.stringify(change));
  }
  const views = [tensor(whole), tensor({ ...whole, shape: [4], strides: [1], offset: 2 })];
  await write(file, torchZip(new Map([['w', views]]), { 0: six }));
  assert.deepEqual(await readAll(file), { 'w.0': [1, 2, 3, 4, 5, 6], 'w.1': [3, 4, 5, 6] });
});
