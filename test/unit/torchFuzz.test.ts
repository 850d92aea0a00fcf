import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { openTensorFile } from '../../extension/engine/checkpoint/tensorFile.js';
import { UserError } from '../../extension/engine/errors.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { call, code, floats, type Pickled, tensor, torchLegacy, torchZip } from '../support/torchFile.js';
import { write } from './dataFixtures.js';

const MUTATIONS = 2000;

const value = new Map<Pickled, Pickled>([
  [
    'model',
    call('collections\nOrderedDict', [[call('x\ny'), tensor({ count: 6, shape: [2, 3], strides: [3, 1] })] as Pickled]),
  ],
  ['optimizer', new Map([['state', tensor({ key: '1', count: 2, shape: [2], strides: [1] })]])],
  ['config', code('cyacs.config\nCfgNode\n)\x81}X\x01\0\0\0aK\x03sb')],
  ['epoch', [1, 2.5, null, true, 'x']],
]);
const storages = { 0: floats(1, 2, 3, 4, 5, 6), 1: floats(7, 8) };
const counted = { 0: { count: 6, bytes: storages[0] }, 1: { count: 2, bytes: storages[1] } };
const originals = [torchZip(value, storages), torchLegacy(value, counted)];

/** mulberry32: seeded, so that a failure can be repeated by its number. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A few bytes changed, put in, taken out or repeated, or the end cut off. */
function mutated(original: Buffer, seed: number): Buffer {
  const draw = random(seed);
  let bytes = Buffer.from(original);
  for (let i = 1 + draw(3); i > 0; i--) {
    const [at, length] = [draw(bytes.length), 1 + draw(8)];
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    const kind = draw(6);
    if (kind === 0) bytes = Buffer.concat([before, after.subarray(length)]);
    else if (kind === 1) bytes = Buffer.concat([before, after.subarray(0, length), after]);
    else if (kind === 2 && draw(4) === 0) bytes = Buffer.from(before);
    else bytes[at] = kind === 3 ? 0xff : draw(256);
    if (bytes.length === 0) return bytes;
  }
  return bytes;
}

test(`${MUTATIONS} damaged files are read, or refused in one sentence`, async t => {
  const file = join(await temporaryFolder(t), 'a.pth');
  let refused = 0;
  for (let seed = 0; seed < MUTATIONS; seed++) {
    await write(file, mutated(originals[seed % 2]!, seed));
    try {
      const opened = await openTensorFile(file);
      for (const name of opened.tensors.keys()) await opened.read(name);
    } catch (error) {
      assert.ok(error instanceof UserError, `${seed}: ${error}`);
      // Whatever is not foreseen ends as 'Cannot read ...'.
      assert.doesNotMatch(error.message, /^Cannot read/, `${seed}`);
      refused++;
    }
  }
  assert.ok(refused > MUTATIONS / 4 && refused < MUTATIONS, `${refused}`);
});
