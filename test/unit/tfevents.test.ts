import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { EventWriter } from '../../extension/engine/runs/eventWriter.js';
import { crc32c, tfRecord } from '../../extension/engine/runs/tfRecord.js';
import { protobufFields as fields, type ProtobufValue } from '../support/protobufFields.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { userError } from '../support/userError.js';

/** The payloads of a TFRecord file, every checksum verified. */
function payloads(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    const payload = bytes.subarray(at + 12, at + 12 + length);
    assert.deepEqual(bytes.subarray(at, at + 16 + length), tfRecord(payload));
    found.push(payload);
    at += 16 + length;
  }
  return found;
}

const buffer = (field: ProtobufValue | undefined) => field as Buffer;

test('CRC-32C gives the check values of RFC 3720', () => {
  assert.equal(crc32c(Buffer.from('123456789')), 0xe3069283);
  assert.equal(crc32c(Buffer.alloc(32)), 0x8a9136aa);
  assert.equal(crc32c(Buffer.alloc(32, 0xff)), 0x62a8ab43);
  assert.equal(crc32c(Buffer.alloc(0)), 0);
});

test("a record is framed as TensorBoard's own writer frames it", () => {
  const record = Buffer.from(tfRecord(Buffer.from('foo')));
  assert.equal(record.toString('hex'), '0300000000000000b099490e666f6f618abefe');
});

test('a file starts with its version; scalars carry tag, step, value and time', async t => {
  const dir = join(await temporaryFolder(t), 'run');
  const writer = new EventWriter(dir);
  writer.scalar('train/loss', 0.25, 7, 1234.5);
  writer.scalar('größe', -3, 2 ** 40);
  writer.close();
  assert.match(basename(writer.file), /^events\.out\.tfevents\.\d{10}\./);
  const events = payloads(await readFile(writer.file)).map(fields);
  assert.equal(events.length, 3);
  assert.equal(buffer(events[0]![3]).toString(), 'brain.Event:2');
  assert.equal(buffer(events[1]![1]).readDoubleLE(), 1234.5);
  assert.equal(events[1]![2], 7);
  const value = fields(buffer(fields(buffer(events[1]![5]))[1]));
  assert.equal(buffer(value[1]).toString(), 'train/loss');
  assert.equal(buffer(value[2]).readFloatLE(), 0.25);
  assert.equal(events[2]![2], 2 ** 40);
  assert.ok(Math.abs(buffer(events[2]![1]).readDoubleLE() - Date.now() / 1000) < 3600);
});

test('pictures carry their size and bytes', async t => {
  const writer = new EventWriter(await temporaryFolder(t));
  const png = Buffer.from(Array.from({ length: 300 }, (_, i) => i & 0xff));
  writer.image('samples', png, 224, 112, 3);
  writer.close();
  const event = fields(payloads(await readFile(writer.file))[1]!);
  const image = fields(buffer(fields(buffer(fields(buffer(event[5]))[1]))[4]));
  assert.deepEqual([image[1], image[2], image[3]], [112, 224, 3]);
  assert.deepEqual(buffer(image[4]), png);
});

test('every session has a file of its own, and a resumed one says from which step', async t => {
  const dir = await temporaryFolder(t);
  for (const first of [undefined, 41]) new EventWriter(dir, first).close();
  const names = (await readdir(dir)).sort();
  assert.equal(names.length, 2);
  const counts = await Promise.all(names.map(async name => payloads(await readFile(join(dir, name)))));
  const resumed = counts.find(events => events.length === 2)!;
  const event = fields(resumed[1]!);
  assert.equal(event[2], 41);
  assert.equal(fields(buffer(event[7]))[1], 1);
});

test('a name that is taken is passed over: processes in containers have the same number, and some clocks begin anew', async t => {
  const dir = await temporaryFolder(t);
  const first = new EventWriter(dir);
  first.close();
  const [, seconds, host, pid, count] = /^events\.out\.tfevents\.(\d+)\.(.*)\.(\d+)\.(\d+)$/.exec(
    basename(first.file),
  )!;
  const next = Number(count) + 1;
  for (let later = 0; later < 60; later++) {
    await writeFile(join(dir, `events.out.tfevents.${Number(seconds) + later}.${host}.${pid}.${next}`), 'taken');
  }
  const second = new EventWriter(dir);
  second.close();
  assert.equal(Number(second.file.split('.').at(-1)), next + 1);
});

test('events are on disk before the file is closed', async t => {
  const writer = new EventWriter(await temporaryFolder(t));
  writer.scalar('a', 1, 1);
  assert.equal(payloads(await readFile(writer.file)).length, 2);
  writer.close();
});

test('a folder that cannot be made is named', async t => {
  const dir = await temporaryFolder(t);
  await writeFile(join(dir, 'file'), '');
  assert.throws(() => new EventWriter(join(dir, 'file', 'run')), userError(/Cannot write .*tfevents/));
});
