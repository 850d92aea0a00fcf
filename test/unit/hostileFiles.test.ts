import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { open, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { deflateRawSync } from 'node:zlib';
import { saveCheckpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import { writeSafetensors } from '../../extension/engine/checkpoint/safetensors.js';
import { float32Tensor, toFloat32 } from '../../extension/engine/checkpoint/tensorData.js';
import { openTensorFile } from '../../extension/engine/checkpoint/tensorFile.js';
import { convert } from '../../extension/engine/convert/convert.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyCheckpoint } from '../support/tinyCheckpoint.js';
import { tinyConfig } from '../support/tinyVit.js';
import { code, floats, type Pickled, tensor, torchLegacy, torchZip } from '../support/torchFile.js';
import { userError } from '../support/userError.js';
import { zip } from '../support/zip.js';
import { write } from './dataFixtures.js';

const six = floats(1, 2, 3, 4, 5, 6);
const whole = { count: 6, shape: [2, 3], strides: [3, 1] };
const codes = (text: string, count: number) => text.repeat(count);

/** Opens a file and reads all that is in it. */
async function readAll(file: string): Promise<Record<string, number[]>> {
  const opened = await openTensorFile(file);
  const values: Record<string, number[]> = {};
  for (const name of opened.tensors.keys()) values[name] = [...toFloat32(await opened.read(name))];
  return values;
}

test('bombs in pickles are refused: deep, doubled, endless, copied', async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  // Ten of the value before, thirty times over: a list of 10^30.
  const laughs = code(']q\x01', ...Array.from({ length: 30 }, () => `0](${codes('h\x01', 10)}eq\x01`));
  const bombs: [string, { code: Buffer }, RegExp][] = [
    ['tuples in tuples', code(codes(')', 1), codes('\x85', 100_000)), /nested more than 100 levels/],
    ['dictionaries in dictionaries', code(codes('}N', 500), '}', codes('s', 500)), /nested more than 100 levels/],
    ['a doubled tuple', code(')', codes('2\x86', 200)), /holds too many values|nested/],
    ['a billion laughs', laughs, /too many values/],
    ['dictionaries without end', code('(', codes('}', 600_000), 't'), /more than 500000 instructions/],
    [
      'a list copied into sets',
      code('(', codes('N', 100_000), 'lq\x01', codes('0c__builtin__\nset\nh\x01\x85R', 20)),
      /copies/,
    ],
    ['an integer of two gigabytes', code('\x8b\xff\xff\xff\x7f'), /integer of 2147483647 bytes/],
    ['a text of four gigabytes', code('X\xff\xff\xff\xff'), /ends too early/],
    ['bytes of 2^63', code('\x8e\0\0\0\0\0\0\0\x80'), /ends too early/],
  ];
  for (const [name, bomb, pattern] of bombs) {
    const value = new Map<Pickled, Pickled>([['gift', bomb]]);
    const before = process.memoryUsage().rss;
    for (const bytes of [torchZip(value, {}), torchLegacy(value, {})]) {
      await write(file, bytes);
      await assert.rejects(openTensorFile(file), userError(pattern), name);
    }
    assert.ok(process.memoryUsage().rss - before < 2 ** 29, name);
  }
});

test('what contains itself is read once around', async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  const loops: Pickled[] = [
    code(']q\x01h\x01a'),
    code('}q\x01X\x01\0\0\0ah\x01s'),
    code('cx\ny\n)\x81q\x01}X\x01\0\0\0ah\x01sb'),
    code(']q\x01(h\x01h\x01\x85h\x01\x86e'),
    code(']q\x01}q\x02X\x01\0\0\0ah\x01sa'),
  ];
  for (const [i, loop] of loops.entries()) {
    await write(
      file,
      torchZip(
        new Map<Pickled, Pickled>([
          ['loop', loop],
          ['w', tensor(whole)],
        ]),
        { 0: six },
      ),
    );
    assert.deepEqual(await readAll(file), { w: [1, 2, 3, 4, 5, 6] }, String(i));
  }
});

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

test('zip bombs are not unpacked', async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  const bomb = deflateRawSync(Buffer.alloc(2 ** 30));
  for (const claimed of [2 ** 30, 2 ** 26, 100, 0]) {
    const bytes = zip({ 'a/data.pkl': bomb });
    const entry = bytes.indexOf('PK\x01\x02');
    bytes.writeUInt16LE(8, entry + 10);
    bytes.writeUInt32LE(claimed, entry + 24);
    await write(file, bytes);
    const before = process.memoryUsage().rss;
    await assert.rejects(readAll(file), userError(/far too large|cannot be unpacked/), String(claimed));
    assert.ok(process.memoryUsage().rss - before < 2 ** 28, String(claimed));
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

test('values that are no numbers are loaded as they are, and converted to the bit', async t => {
  const folder = await temporaryFolder(t);
  const [torch, first, second, third] = ['a.pth', 'b.safetensors', 'c.pth', 'd.safetensors'].map(n => join(folder, n));
  await write(
    torch!,
    torchZip(new Map([['w', tensor({ count: 3, shape: [3], strides: [1] })]]), { 0: floats(NaN, Infinity, -0) }),
  );
  assert.deepEqual(await readAll(torch!), { w: [NaN, Infinity, -0] });
  const checkpoint = tinyCheckpoint(tinyConfig());
  // A NaN with a payload, which only bytes carry unchanged.
  new DataView(checkpoint.tensors.get('encoder.norm.weight')!.data.buffer).setUint32(0, 0x7fa0_1234, true);
  await saveCheckpoint(first!, checkpoint);
  await convert(first!, second!);
  await convert(second!, third!);
  const { data } = await (await openTensorFile(third!)).read('encoder.norm.weight');
  assert.deepEqual(data, checkpoint.tensors.get('encoder.norm.weight')!.data);
});

test('safetensors headers of gigabytes, cut ones and names that come twice are refused', async t => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'a.safetensors');
  const head = (length: bigint) => {
    const bytes = Buffer.alloc(16, '{');
    bytes.writeBigUInt64LE(length);
    return bytes;
  };
  for (const length of [2n ** 31n, 2n ** 32n + 8n, 2n ** 63n, 2n ** 64n - 1n]) {
    await write(file, head(length));
    await assert.rejects(readAll(file), userError(/its header would have \d+ bytes/));
    // A file that is really so large, though not on the disk.
    const handle = await open(file, 'r+');
    await handle.truncate(2 ** 31 + 2 ** 20);
    await handle.close();
    await assert.rejects(readAll(file), userError(/its header would have \d+ bytes/));
  }
  await writeSafetensors(file, new Map([['w', float32Tensor([1], Float32Array.of(1))]]), {});
  const entry = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
  const json = `{"w":${entry},"w":${entry}}`;
  const twice = Buffer.alloc(8 + json.length + 4);
  twice.writeBigUInt64LE(BigInt(json.length));
  twice.write(json, 8);
  await write(file, twice);
  await assert.rejects(readAll(file), userError(/names w twice/));
});

test('a pipe is refused, not waited for', { skip: process.platform === 'win32' && 'no named pipes' }, async t => {
  const folder = await temporaryFolder(t);
  for (const name of ['a.pth', 'a.safetensors']) {
    await promisify(execFile)('mkfifo', [join(folder, name)]);
    await assert.rejects(readAll(join(folder, name)), userError(/is a pipe or a device/));
  }
  await assert.rejects(readAll('/dev/zero'), userError(/is a pipe or a device/));
});
