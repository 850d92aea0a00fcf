import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { commonSide, squareWithin } from '../../extension/engine/data/commonSide.js';
import { decodeImage } from '../../extension/engine/data/decode.js';
import { prepareImage } from '../../extension/engine/data/prepare.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { userError } from '../support/userError.js';
import { picture, write } from './dataFixtures.js';

/** Writes pictures of these sizes, and gives their paths. */
async function pictures(folder: string, sizes: readonly [width: number, height: number][]): Promise<string[]> {
  const paths = sizes.map((_, i) => join(folder, `${i}.png`));
  for (const [i, [width, height]] of sizes.entries()) {
    await write(
      paths[i]!,
      await picture(width, height, i + 1)
        .png()
        .toBuffer(),
    );
  }
  return paths;
}

test('images of one size are compared at that, larger ones at what was asked for', async t => {
  const files = await pictures(
    await temporaryFolder(t),
    Array.from({ length: 4 }, () => [48, 32]),
  );
  assert.equal(await commonSide(files, 224), 32);
  assert.equal(await commonSide(files, 24), 24);
});

test('of ten images one may be smaller than the others; two make all as small', async t => {
  const folder = await temporaryFolder(t);
  const sizes = (...small: number[]) => [...small, ...new Array<number>(10 - small.length).fill(40)];
  const pairs = (sides: number[]) => sides.map((side): [number, number] => [side, 60]);
  assert.equal(await commonSide(await pictures(folder, pairs(sizes(8))), 224), 40);
  assert.equal(await commonSide(await pictures(folder, pairs(sizes(8, 16))), 224), 16);
});

test('what is no image, or nothing that can be read to its end, says nothing about the size', {
  skip: process.platform === 'win32' && 'there are no named pipes',
}, async t => {
  const folder = await temporaryFolder(t);
  const files = await pictures(folder, [[20, 20]]);
  await write(join(folder, 'broken.png'), 'no picture');
  execFileSync('mkfifo', [join(folder, 'pipe.png')]);
  const unusable = ['broken.png', 'pipe.png', 'gone.png'].map(name => join(folder, name));
  assert.equal(await commonSide([...unusable, ...files], 224), 20);
  assert.equal(await commonSide(unusable, 224), 224);
});

test('a square is that of the preparation, and is refused where it would be scaled up', async t => {
  const [wide, small] = await pictures(await temporaryFolder(t), [
    [48, 32],
    [48, 31],
  ]);
  assert.deepEqual(await squareWithin(wide!, 32), await prepareImage(wide!, 32));
  assert.deepEqual(await squareWithin(wide!, 16), await prepareImage(wide!, 16));
  assert.equal((await decodeImage(small!)).height, 31);
  await assert.rejects(squareWithin(small!, 32), userError(/1\.png cannot be used: it is smaller than 32 x 32 pixels/));
});

test('a search for the size that was cancelled ends', async () => {
  await assert.rejects(commonSide(['/no/such.png'], 224, AbortSignal.abort()), { name: 'AbortError' });
});
