import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { decodeImage } from '../../../extension/engine/data/decode.js';
import { prepareImage } from '../../../extension/engine/data/prepare.js';
import { imageSpectrum } from '../../../extension/engine/inspect/spectrum/meanSpectrum.js';
import { meanSpectrum } from '../../../extension/worker/methods/meanSpectrum.js';
import { pixels } from '../../../extension/worker/methods/pixels.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { userError } from '../../support/userError.js';
import { callContext, photos } from '../../support/workerCalls.js';
import { picture, write, writePictures } from '../dataFixtures.js';

const chelsea = `${photos}animals/chelsea.jpg`;

test('pixels are the engine’s: as decoded, or the square that it prepares', async () => {
  const whole = await pixels({ file: chelsea }, callContext());
  assert.deepEqual(whole.data, (await decodeImage(chelsea)).data);
  const square = await pixels({ file: chelsea, side: 96 }, callContext());
  assert.deepEqual(square.data, (await prepareImage(chelsea, 96)).data);
  assert.deepEqual([square.width, square.height], [96, 96]);
  assert.deepEqual(square.original, { width: whole.width, height: whole.height });
});

test('large images come smaller, and with their true size', async t => {
  const file = join(await temporaryFolder(t), 'large.png');
  await picture(1000, 500).png().toFile(file);
  const { width, height, original } = await pixels({ file }, callContext());
  assert.deepEqual([width, height], [768, 384]);
  assert.deepEqual(original, { width: 1000, height: 500 });
});

test('a file that is no image is refused with a sentence', async t => {
  const file = join(await temporaryFolder(t), 'broken.png');
  await write(file, 'no picture');
  await assert.rejects(pixels({ file }, callContext()), userError(/broken\.png cannot be used/));
});

test('mean spectra are the means of the images’ own, by class; what cannot be read is named', async t => {
  const folder = await temporaryFolder(t);
  const paths = ['a/1.png', 'a/2.png', 'b/1.png'];
  await writePictures(folder, paths);
  await write(join(folder, 'b/broken.png'), 'no picture');
  const context = callContext();
  const found = await meanSpectrum({ folder, most: 16 }, context);
  assert.deepEqual(
    found.groups.map(({ name, images }) => [name, images]),
    [
      ['', 3],
      ['a', 2],
      ['b', 1],
    ],
  );
  assert.deepEqual([found.images, found.classes], [4, 2]);
  assert.deepEqual(
    found.failures.map(({ name }) => name),
    ['broken.png'],
  );
  const own = await Promise.all(paths.map(async path => imageSpectrum(await prepareImage(join(folder, path), 16))));
  for (const at of [0, 8 * 16 + 8, 77]) {
    const mean = (values: Iterable<number>[]) => values.reduce((sum, map) => sum + [...map][at]!, 0) / values.length;
    close(found.groups[0]!.power[at]!, mean(own.map(({ power }) => power)));
    close(found.groups[0]!.logMagnitude[at]!, mean(own.map(({ logMagnitude }) => logMagnitude)));
    close(found.groups[1]!.power[at]!, mean(own.slice(0, 2).map(({ power }) => power)));
    assert.equal(found.groups[2]!.power[at], own[2]!.power[at]);
  }
  assert.deepEqual(context.reported[0], { done: 0, total: 4 });
});

test('small images are not scaled up: mean and classes are those of their own size', async t => {
  const folder = await temporaryFolder(t);
  const paths = ['a/1.jpg', 'a/2.jpg', 'b/1.jpg', 'b/2.jpg'];
  const from = ['animals/chelsea.jpg', 'fish/fish1.jpg', 'texture/brick.jpg', 'texture/grass.jpg'];
  for (const [i, path] of paths.entries()) {
    const small = await sharp(`${photos}${from[i]}`).resize(32, 32, { fit: 'cover' }).jpeg().toBuffer();
    await write(join(folder, path), small);
  }
  const { side, groups, failures } = await meanSpectrum({ folder, most: 224 }, callContext());
  assert.deepEqual([side, failures], [32, []]);
  for (const { power, logMagnitude } of groups) assert.deepEqual([power.length, logMagnitude.length], [1024, 1024]);
  const own = await Promise.all(paths.map(async path => imageSpectrum(await decodeImage(join(folder, path)))));
  for (let at = 0; at < 1024; at++) {
    close(groups[0]!.power[at]!, own.reduce((sum, { power }) => sum + power[at]!, 0) / 4);
  }
});

test('a few images that are smaller than the others are left out, with their reason', async t => {
  const folder = await temporaryFolder(t);
  for (let i = 0; i < 11; i++) {
    const side = i === 4 ? 12 : 24;
    await write(
      join(folder, `${i}.png`),
      await picture(side, side, i + 1)
        .png()
        .toBuffer(),
    );
  }
  const { side, groups, failures } = await meanSpectrum({ folder, most: 224 }, callContext());
  assert.deepEqual([side, groups[0]!.images], [24, 10]);
  assert.deepEqual(failures, [
    { name: '4.png', reason: 'it is smaller than 24 x 24 pixels, as which the images are compared' },
  ]);
});

test('a folder without classes is one group; one without images is refused', async t => {
  const folder = await temporaryFolder(t);
  await writePictures(folder, ['1.png', '2.png']);
  const { groups, classes } = await meanSpectrum({ folder, most: 16 }, callContext());
  assert.deepEqual([groups.length, groups[0]!.images, classes], [1, 2, 0]);
  await write(join(folder, 'none/readme.txt'), '');
  const empty = meanSpectrum({ folder: join(folder, 'none'), most: 16 }, callContext());
  await assert.rejects(empty, userError(/There are no images/));
});

test('of more images than are needed some are taken, evenly from each class', async t => {
  const folder = await temporaryFolder(t);
  const one = await picture(8, 8).png().toBuffer();
  for (let i = 0; i < 150; i++) for (const name of ['a', 'b']) await write(join(folder, name, `${i}.png`), one);
  const { groups, images } = await meanSpectrum({ folder, most: 8 }, callContext());
  assert.equal(images, 300);
  assert.deepEqual(
    groups.map(group => group.images),
    [200, 100, 100],
  );
});

test('a call that was cancelled ends', async () => {
  const signal = AbortSignal.abort();
  await assert.rejects(meanSpectrum({ folder: photos, most: 16 }, { ...callContext(), signal }), {
    name: 'AbortError',
  });
});

function close(actual: number, expected: number): void {
  const difference = Math.abs(actual - expected);
  assert.ok(difference <= 1e-6 * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
}
