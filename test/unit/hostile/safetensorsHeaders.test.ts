import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { open, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { openTensorFile } from '../../../extension/engine/checkpoint/tensorFile.js';
import { weights } from '../../../extension/worker/methods/weights.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { readAll, safetensorsFile } from '../../support/tensorFiles.js';
import { userError } from '../../support/userError.js';
import { write } from '../dataFixtures.js';

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
  const entry = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
  await write(file, safetensorsFile(`{"w":${entry},"w":${entry}}`, new Uint8Array(4)));
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

test('headers that ask for a multiple of their size are refused before they are parsed', async t => {
  const file = join(await temporaryFolder(t), 'a.safetensors');
  const nothing = '{"dtype":"U8","shape":[0],"data_offsets":[0,0]}';
  const many = (count: number) => Array.from({ length: count }, (_, i) => `"${i}":${nothing}`).join();
  const headers: [string, string, RegExp][] = [
    ['lists in lists', `{"a":${'['.repeat(2 ** 24 - 20)}${']'.repeat(2 ** 24 - 20)}}`, /nests more than 3 deep/],
    ['empty objects', `{"a":[${'{},'.repeat(11_000_000)}{}]}`, /holds more than \d+ values/],
    ['tensors of no size', `{${many(550_000)}}`, /holds more than \d+ values/],
    [
      'a shape of ones',
      `{"a":{"dtype":"U8","shape":[${'1,'.repeat(65)}1],"data_offsets":[0,0]}}`,
      /not a list of sizes/,
    ],
    ['a name of two megabytes', `{"${'a'.repeat(2_000_000)}":${nothing}}`, /name of a tensor has 2000000 characters/],
  ];
  for (const [name, header, pattern] of headers) {
    await write(file, safetensorsFile(header));
    const before = process.memoryUsage().rss;
    await assert.rejects(openTensorFile(file), userError(pattern), name);
    // The text, a few times over.
    assert.ok(process.memoryUsage().rss - before < 2 ** 28, name);
  }
  await write(file, safetensorsFile(`{${many(80_000)}}`));
  assert.equal((await openTensorFile(file)).tensors.size, 80_000);
});

test('a tensor that is a hole in the disk is listed, and no memory is taken for its values', async t => {
  const file = join(await temporaryFolder(t), 'a.safetensors');
  for (const bytes of [2 ** 40, 3 * 2 ** 30]) {
    const head = safetensorsFile({ a: { dtype: 'BOOL', shape: [bytes], data_offsets: [0, bytes] } });
    await write(file, head);
    await truncate(file, head.length + bytes);
    const opened = await openTensorFile(file);
    assert.equal(opened.tensors.get('a')!.bytes, bytes);
    await assert.rejects(opened.read('a'), userError(/a has \d+ bytes, of at most \d+/));
    await assert.rejects(opened.pieces('a')[Symbol.asyncIterator]().next(), userError(/of at most/));
  }
});

test('weights without values, or more than a page holds, are no pictures', async t => {
  const file = join(await temporaryFolder(t), 'a.safetensors');
  const context = { signal: new AbortController().signal, progress: () => {} };
  const shapes: [string, number[]][] = [
    ['patch_embed.proj.weight', [6400, 3, 16, 0]],
    ['patch_embed.proj.weight', [2 ** 50, 3, 0, 1]],
    ['patch_embed.proj.weight', [1, 3, 1, 257]],
    ['pos_embed', [1, 2 ** 40 + 1, 0]],
    ['pos_embed', [1, 2 ** 24 + 1, 1]],
  ];
  for (const [name, shape] of shapes) {
    const bytes = shape.reduce((product, side) => product * side, 1);
    const head = safetensorsFile({ [name]: { dtype: 'U8', shape, data_offsets: [0, bytes] } });
    await write(file, head);
    await truncate(file, head.length + bytes);
    assert.deepEqual(await weights({ file }, context), { filters: undefined, positions: [] }, `${name} ${shape}`);
  }
});
