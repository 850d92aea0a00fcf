import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Sharp } from 'sharp';
import { decodeImage } from '../../../extension/engine/data/decode.js';
import { openImageFolder } from '../../../extension/engine/data/folder.js';
import { anyBytes } from '../../support/mutate.js';
import { survive } from '../../support/survive.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { picture, write } from '../dataFixtures.js';

/** Every format, and what a format has of its own. */
const formats: ((image: Sharp) => Sharp)[] = [
  image => image.jpeg(),
  image => image.jpeg({ progressive: true }).withExif({ IFD0: { Copyright: 'x' } }),
  image => image.png(),
  image => image.png({ palette: true }),
  image => image.webp(),
  image => image.tiff(),
  image => image.tiff({ compression: 'lzw', tile: true }),
  image => image.gif(),
  image => image.avif({ effort: 0 }),
];

test('damaged images are decoded, or refused in one sentence, and so is a folder of them', async t => {
  const originals = await Promise.all(formats.map(format => format(picture(64, 48)).toBuffer()));
  const folder = await temporaryFolder(t);
  const file = join(folder, 'a.png');
  await survive(t, 750, async (draw, seed) => {
    await write(file, anyBytes(originals[seed % originals.length]!, draw));
    const { data, width, height } = await decodeImage(file);
    assert.equal(data.length, 3 * width * height);
    assert.equal((await openImageFolder(folder)).entries.length, 1);
  });
});
