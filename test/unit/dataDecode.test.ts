import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { decodeImage, UnreadableImage } from '../../extension/engine/data/decode.js';
import { UserError } from '../../extension/engine/errors.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { noise, picture, truncatedJpeg, write } from './dataFixtures.js';

const WIDTH = 7;
const HEIGHT = 5;
const pixels = noise(WIDTH * HEIGHT * 3);
const gray = noise(WIDTH * HEIGHT);
const grayAsRgb = Uint8Array.from({ length: 3 * gray.length }, (_, i) => gray[Math.floor(i / 3)]!);
const rgba = noise(WIDTH * HEIGHT * 4);
const rgbOfRgba = rgba.filter((_, i) => i % 4 !== 3);

const rgbPicture = () => picture(WIDTH, HEIGHT);
const grayPicture = () => picture(WIDTH, HEIGHT, 1, 1).toColourspace('b-w');
const rgbaPicture = () => picture(WIDTH, HEIGHT, 1, 4);

/** 16-bit samples whose upper bytes are `upper` and whose lower bytes are anything. */
function deep(upper: Uint8Array, channels: 1 | 3, space: string): Sharp {
  const lower = noise(upper.length, 9);
  const samples = Uint16Array.from(upper, (byte, i) => byte * 256 + lower[i]!);
  return sharp(samples, { raw: { width: WIDTH, height: HEIGHT, channels } }).toColourspace(space);
}

const lossless: [string, () => Sharp, Uint8Array][] = [
  ['rgb.png', () => rgbPicture().png(), pixels],
  ['palette.png', () => rgbPicture().png({ palette: true, dither: 0, effort: 10 }), pixels],
  ['rgb.webp', () => rgbPicture().webp({ lossless: true }), pixels],
  ['rgb.tif', () => rgbPicture().tiff({ compression: 'lzw' }), pixels],
  ['rgb.gif', () => rgbPicture().gif({ dither: 0 }), pixels],
  ['rgb.avif', () => rgbPicture().avif({ lossless: true }), pixels],
  ['gray.png', () => grayPicture().png(), grayAsRgb],
  ['gray.tif', () => grayPicture().tiff({ compression: 'deflate' }), grayAsRgb],
  ['alpha.png', () => rgbaPicture().png(), rgbOfRgba],
  ['alpha.webp', () => rgbaPicture().webp({ lossless: true, exact: true }), rgbOfRgba],
  ['rgb16.png', () => deep(pixels, 3, 'rgb16').png(), pixels],
  ['gray16.png', () => deep(gray, 1, 'grey16').png(), grayAsRgb],
  ['rgb16.tiff', () => deep(pixels, 3, 'rgb16').tiff({ compression: 'lzw' }), pixels],
];

for (const [name, make, expected] of lossless) {
  test(`${name} decodes to exactly its 8-bit RGB pixels`, async t => {
    const file = join(await temporaryFolder(t), name);
    await write(file, await make().toBuffer());
    const image = await decodeImage(file);
    assert.deepEqual([image.width, image.height], [WIDTH, HEIGHT]);
    assert.deepEqual([...image.data], [...expected]);
  });
}

/** Muted, so that CMYK can show it. */
const smooth = { create: { width: 32, height: 24, channels: 3, background: { r: 170, g: 130, b: 100 } } } as const;

for (const [name, make] of [
  ['rgb.jpg', () => sharp(smooth).jpeg({ quality: 100 })],
  ['cmyk.jpg', () => sharp(smooth).toColourspace('cmyk').jpeg({ quality: 100 })],
  ['cmyk.tif', () => sharp(smooth).toColourspace('cmyk').tiff({ compression: 'lzw' })],
  ['lossy.webp', () => sharp(smooth).webp()],
] as const) {
  test(`${name} decodes to its colours within a few steps`, async t => {
    const file = join(await temporaryFolder(t), name);
    await write(file, await make().toBuffer());
    const image = await decodeImage(file);
    assert.deepEqual([image.width, image.height, image.data.length], [32, 24, 32 * 24 * 3]);
    for (const [i, byte] of image.data.entries()) assert.ok(Math.abs(byte - [170, 130, 100][i % 3]!) <= 8, `${byte}`);
  });
}

/** Where the top left and the top right of an upright image lie in a stored one, for each EXIF orientation. */
const corners = {
  1: ['top left', 'top right'],
  2: ['top right', 'top left'],
  3: ['bottom right', 'bottom left'],
  4: ['bottom left', 'bottom right'],
  5: ['top left', 'bottom left'],
  6: ['bottom left', 'top left'],
  7: ['bottom right', 'top right'],
  8: ['top right', 'bottom right'],
};

/** Four flat quarters, brighter from one to the next. */
const quarters: Record<string, number> = { 'top left': 0, 'top right': 80, 'bottom left': 160, 'bottom right': 240 };

function quarteredPicture(): Sharp {
  const value = (x: number, y: number) => quarters[`${y < 16 ? 'top' : 'bottom'} ${x < 24 ? 'left' : 'right'}`]!;
  const data = Uint8Array.from({ length: 48 * 32 * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return value(pixel % 48, Math.floor(pixel / 48));
  });
  return sharp(data, { raw: { width: 48, height: 32, channels: 3 } });
}

for (const [orientation, [topLeft, topRight]] of Object.entries(corners)) {
  test(`EXIF orientation ${orientation} is turned upright`, async t => {
    const file = join(await temporaryFolder(t), 'turned.jpg');
    await write(
      file,
      await quarteredPicture()
        .withMetadata({ orientation: Number(orientation) })
        .jpeg()
        .toBuffer(),
    );
    const { width, height, data } = await decodeImage(file);
    assert.deepEqual([width, height], Number(orientation) < 5 ? [48, 32] : [32, 48]);
    const near = (x: number, corner: string) =>
      assert.ok(Math.abs(data[(2 * width + x) * 3]! - quarters[corner]!) < 10, `${corner} at x = ${x}`);
    near(2, topLeft!);
    near(width - 3, topRight!);
  });
}

test('the first frame of an animation is taken', async t => {
  const file = join(await temporaryFolder(t), 'film.gif');
  const frames = [pixels, noise(pixels.length, 5)];
  const strip = sharp(Buffer.concat(frames), {
    raw: { width: WIDTH, height: 2 * HEIGHT, channels: 3, pageHeight: HEIGHT },
  });
  await write(file, await strip.gif({ dither: 0 }).toBuffer());
  assert.equal((await sharp(file, { animated: true }).metadata()).pages, 2);
  const image = await decodeImage(file);
  assert.deepEqual([image.width, image.height], [WIDTH, HEIGHT]);
  assert.deepEqual([...image.data], [...pixels]);
});

test('the format is told by the content, not by the name', async t => {
  const file = join(await temporaryFolder(t), 'wrong.jpg');
  await write(file, await rgbPicture().png().toBuffer());
  assert.deepEqual([...(await decodeImage(file)).data], [...pixels]);
});

test('files that are no whole image fail with a reason that names the file', async t => {
  const folder = await temporaryFolder(t);
  const png = await picture(64, 64).png().toBuffer();
  const cases: [string, Uint8Array | string, RegExp][] = [
    ['half.jpg', await truncatedJpeg(), /half\.jpg cannot be used: the file is truncated or damaged\.$/],
    ['half.png', png.subarray(0, png.length / 2), /half\.png cannot be used: the file is truncated or damaged\.$/],
    ['text.jpg', 'not a picture at all', /text\.jpg cannot be used: it is not a JPEG, PNG, .* image\.$/],
    ['empty.png', '', /empty\.png cannot be used: the file is empty\.$/],
    ['head.png', png.subarray(0, 20), /head\.png cannot be used: the file is truncated or damaged\.$/],
    ['drawing.png', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', /it is not a JPEG/],
  ];
  for (const [name, content, message] of cases) {
    await write(join(folder, name), content);
    await assert.rejects(decodeImage(join(folder, name)), error => {
      assert.ok(error instanceof UnreadableImage && error instanceof UserError);
      assert.match(error.message, message);
      return true;
    });
  }
  await assert.rejects(decodeImage(join(folder, 'none.jpg')), /none\.jpg cannot be used: there is no such file\.$/);
  await assert.rejects(decodeImage(folder), /cannot be used: it is a folder\.$/);
});
