import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import sharp from 'sharp';
import type { Batch } from '../../extension/engine/data/batch.js';
import { Loader } from '../../extension/engine/data/loader.js';
import { type MaskOptions, openMaskFolder } from '../../extension/engine/data/maskFolder.js';
import { NoPngSamples, pngSamples } from '../../extension/engine/data/pngSamples.js';
import { IGNORED } from '../../extension/engine/segmentation/confusion.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { userError } from '../support/userError.js';
import { noise, picture, write } from './dataFixtures.js';

/** A grey PNG of these numbers. */
function greyPng(data: Uint8Array, width: number, height: number): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png({ adaptiveFiltering: true })
    .toBuffer();
}

test('of grey PNGs the numbers are read, whatever filters their rows have', async () => {
  for (const [width, height] of [
    [1, 1],
    [37, 23],
    [200, 3],
  ] as const) {
    // Steps and noise, so that every filter is the best of some row.
    const data = noise(width * height).map((value, i) => (i % (3 * width) < width ? value : (i % width) + (value % 2)));
    const found = pngSamples(await greyPng(data, width, height));
    assert.deepEqual([found.width, found.height], [width, height]);
    assert.deepEqual(found.data, data);
  }
});

for (const bits of [1, 2, 4, 8] as const) {
  test(`of PNGs with a palette the indices are read, not the colours: ${bits} bits`, async () => {
    const [width, height] = [13, 9];
    const colours = Array.from({ length: 2 ** bits }, (_, i) => [255 - i, (37 * i) % 256, (101 * i) % 256]);
    const index = noise(width * height).map(value => value % colours.length);
    const rgb = Uint8Array.from(Array.from(index, i => colours[i]!).flat());
    const file = await sharp(rgb, { raw: { width, height, channels: 3 } })
      .png({ palette: true, colours: 2 ** bits, quality: 100, dither: 0 })
      .toBuffer();
    assert.equal(file[25], 3, 'it has a palette');
    const found = pngSamples(file);
    // The encoder orders its palette as it likes: what the palette says of the indices must be the colours.
    const at = file.indexOf('PLTE') + 4;
    const shown = Array.from(found.data, i => [...file.subarray(at + 3 * i, at + 3 * i + 3)]).flat();
    assert.deepEqual(Uint8Array.from(shown), rgb);
    assert.ok(file[24]! <= bits, `${file[24]} bits`);
  });
}

test('what holds no numbers of pixels is refused', async () => {
  const grey = await greyPng(noise(64), 8, 8);
  const refused = (file: Uint8Array, message: RegExp) =>
    assert.throws(
      () => pngSamples(file),
      error => error instanceof NoPngSamples && message.test(error.message),
    );
  refused(await picture(8, 8).png().toBuffer(), /has colours/);
  refused(await picture(8, 8).jpeg().toBuffer(), /not a PNG/);
  refused(await picture(8, 8, 1, 1).toColourspace('b-w').png({ progressive: true }).toBuffer(), /interlaced/);
  refused(await picture(8, 8, 1, 1).toColourspace('grey16').png().toBuffer(), /16 bits/);
  refused(grey.subarray(0, grey.length - 30), /damaged/);
  refused(new Uint8Array(), /not a PNG/);
  const huge = Buffer.from(grey);
  huge.writeUInt32BE(2 ** 31 - 1, 16);
  refused(huge, /134 million/);
});

/** Pairs of 10 x 8 pixels, the masks of one number each. */
async function pairs(t: TestContext, folders: [images: string, masks: string], numbers: number[]): Promise<string> {
  const root = await temporaryFolder(t);
  for (const [i, number] of numbers.entries()) {
    await write(
      join(root, folders[0], `${i}.jpg`),
      await picture(10, 8, i + 1)
        .jpeg()
        .toBuffer(),
    );
    await write(join(root, folders[1], `${i}.png`), await greyPng(new Uint8Array(80).fill(number), 10, 8));
  }
  return root;
}

const options: MaskOptions = { layout: 'pairs', split: 'training', classes: 3, ignore: 255, key: 'DATA.DATA_PATH' };

test('each layout finds its pairs and knows what its numbers mean', async t => {
  const root = await pairs(t, ['images', 'annotations'], [0, 1, 2, 255]);
  const found = await openMaskFolder(root, options);
  assert.deepEqual(
    found.entries.map(({ path, mask }) => [path, mask]),
    [0, 1, 2, 3].map(i => [`images/${i}.jpg`, `annotations/${i}.png`]),
  );
  assert.deepEqual(found.maskIds!.slice(0, 4), [0, 1, 2, undefined]);
  assert.equal(found.maskIds![255], IGNORED);

  const ade = await pairs(t, ['images/training', 'annotations/training'], [0, 1, 150]);
  await write(join(ade, 'images/validation/v.jpg'), await picture(10, 8).jpeg().toBuffer());
  await write(join(ade, 'annotations/validation/v.png'), await greyPng(new Uint8Array(80).fill(7), 10, 8));
  const training = await openMaskFolder(ade, { ...options, layout: 'ade20k', classes: 150 });
  assert.equal(training.entries.length, 3);
  assert.deepEqual(
    [0, 1, 150, 151].map(i => training.maskIds![i]),
    [IGNORED, 0, 149, undefined],
  );
  const validation = await openMaskFolder(ade, { ...options, layout: 'ade20k', classes: 150, split: 'validation' });
  assert.deepEqual(
    validation.entries.map(({ path }) => path),
    ['images/validation/v.jpg'],
  );

  const pets = await pairs(t, ['images', 'annotations/trimaps'], [1, 2, 3]);
  await write(join(pets, 'annotations/trainval.txt'), '# name class\n0 1 1 1\n2 1 1 1\n');
  const named = await openMaskFolder(pets, { ...options, layout: 'pets' });
  assert.deepEqual(
    named.entries.map(({ path }) => path),
    ['images/0.jpg', 'images/2.jpg'],
  );
  assert.deepEqual(named.maskIds!.slice(0, 5), [undefined, 0, 1, 2, undefined]);
  const all = await openMaskFolder(pets, { ...options, layout: 'pets', split: 'validation' });
  assert.equal(all.entries.length, 3, 'without a list all images are in a part');
  const withoutBorder = await openMaskFolder(pets, { ...options, layout: 'pets', classes: 2, ignore: 3 });
  assert.deepEqual(withoutBorder.maskIds!.slice(0, 4), [undefined, 0, 1, IGNORED]);
});

test('what is wrong with a folder of masks is said in one sentence', async t => {
  const root = await pairs(t, ['images', 'masks'], [0, 1, 2]);
  const refused = (message: RegExp, changes: Partial<MaskOptions> = {}) =>
    assert.rejects(openMaskFolder(root, { ...options, ...changes }), userError(message));
  await refused(/does not have the folders images\/training and annotations\/training/, { layout: 'ade20k' });
  await refused(/images\/2\.jpg .* masks\/2\.png: it holds the number 2, which is no class/, { classes: 2 });
  await write(join(root, 'masks/1.png'), await greyPng(new Uint8Array(72), 9, 8));
  await refused(/masks\/1\.png: it has 9 x 8 pixels, and its image 10 x 8/);
  await write(join(root, 'masks/1.png'), await picture(10, 8).png().toBuffer());
  await refused(/masks\/1\.png: it has colours/);
  await rm(join(root, 'masks/1.png'));
  await refused(/^DATA\.DATA_PATH: images\/1\.jpg in .* has no mask masks\/1\.png/);
  for (const i of [0, 1, 2]) await rm(join(root, `images/${i}.jpg`));
  await refused(/there are no pairs of image and mask in images and masks/);
  await assert.rejects(openMaskFolder(join(root, 'none'), options), userError(/does not have the folders/));
});

test('samples of masks come through the decoding threads, and a bad mask costs its image alone', async t => {
  const root = await pairs(t, ['images', 'masks'], [0, 1, 2]);
  const source = await openMaskFolder(root, options);
  await write(join(root, 'masks/1.png'), await greyPng(new Uint8Array(80).fill(9), 10, 8));
  const view = { kind: 'segment', side: 8, mean: [0, 0, 0], filter: 'bilinear' } as const;
  const loader = new Loader({ source, view, batchSize: 4, seed: 0, threads: 1 });
  t.after(() => loader.close());
  const batches: Batch[] = [];
  for await (const batch of loader.once()) batches.push(batch);
  assert.deepEqual(
    batches.map(({ size, indices }) => [size, ...indices]),
    [[2, 0, 2]],
  );
  const masks = batches[0]!.fields['masks']!;
  for (const [i, id] of [0, 2].entries()) {
    const found = new Set(masks.subarray(64 * i, 64 * (i + 1)));
    assert.ok(found.has(id) && [...found].every(value => value === id || value === IGNORED), `${[...found]}`);
  }
  assert.equal(loader.failed.length, 1);
  assert.match(loader.failed[0]!.reason, /^of its mask masks\/1\.png: it holds the number 9/);
});
