import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { statisticsOf } from '../../../extension/engine/checkpoint/statistics.js';
import { openTensorFile } from '../../../extension/engine/checkpoint/tensorFile.js';
import { PIECE } from '../../../extension/engine/checkpoint/tensorPieces.js';
import { correspondence } from '../../../extension/engine/inspect/weights/checkpointDifference.js';
import { tensorRows } from '../../../extension/engine/inspect/weights/checkpointTensors.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { readAll } from '../../support/tensorFiles.js';
import { code, floats, type Pickled, tensor, torchLegacy, torchZip } from '../../support/torchFile.js';
import { userError } from '../../support/userError.js';
import { zip } from '../../support/zip.js';
import { write } from '../dataFixtures.js';

const six = floats(1, 2, 3, 4, 5, 6);
const whole = { count: 6, shape: [2, 3], strides: [3, 1] };
const codes = (text: string, count: number) => text.repeat(count);

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

test('values that are repeated are gone through piece by piece; beyond a limit the file is refused', async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  const repeated = (...shape: number[]) =>
    torchZip(new Map([['w', tensor({ type: 'BoolStorage', count: 6, shape, strides: shape.map(() => 0) })]]), {
      0: Buffer.alloc(6, 1),
    });
  await write(file, repeated(25 * PIECE, 2));
  const before = process.memoryUsage().rss;
  const opened = await openTensorFile(file);
  let pieces = 0;
  for await (const { data } of opened.pieces('w')) pieces += data.length === PIECE ? 1 : Number.NaN;
  assert.equal(pieces, 50);
  const { min, max, mean, std, nan } = await statisticsOf(opened.pieces('w'));
  assert.deepEqual([min, max, mean, std, nan], [1, 1, 1, 0, 0]);
  assert.ok(process.memoryUsage().rss - before < 2 ** 27);
  for (const shape of [[2 ** 28], [2 ** 20, 2 ** 20], [2 ** 14, 2 ** 13]]) {
    await write(file, repeated(...shape));
    await assert.rejects(readAll(file), userError(/repeats them in tensors of/), String(shape));
  }
  // Few elements far apart reach over much, each of many views anew.
  const far = tensor({ type: 'BoolStorage', count: 2 ** 20 + 1, shape: [2], strides: [2 ** 20] });
  const views = code(']q\x00', far.code, 'q\x01a', '(', codes('h\x01', 100), 'e');
  await write(file, torchZip(views, { 0: Buffer.alloc(2 ** 20 + 1) }));
  await assert.rejects(openTensorFile(file), userError(/repeats them in tensors of/));
});

test('300,000 tensors are listed and compared', async t => {
  const folder = await temporaryFolder(t);
  const [many, one] = [join(folder, 'a.pth'), join(folder, 'b.pth')];
  const list = code(']q\x00', tensor(whole).code, 'q\x01a', '(', codes('h\x01', 300_000), 'e');
  await write(many, torchZip(list, { 0: six }));
  await write(one, torchZip([tensor(whole)], { 0: six }));
  const [a, b] = [await openTensorFile(many), await openTensorFile(one)];
  assert.equal(tensorRows(a).length, 300_001);
  assert.equal(correspondence(b, a).unexpected.length, 300_000);
});
