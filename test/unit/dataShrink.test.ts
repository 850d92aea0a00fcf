import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { cropReduction, randomCrop } from '../../extension/engine/data/crop.js';
import { decodeImage, decodeReduced, UnreadableImage } from '../../extension/engine/data/decode.js';
import { openImageFolder } from '../../extension/engine/data/folder.js';
import { Loader } from '../../extension/engine/data/loader.js';
import { resize } from '../../extension/engine/data/resize.js';
import type { ViewSpec } from '../../extension/engine/data/views/registry.js';
import { Random } from '../../extension/engine/random.js';
import { root } from '../support/root.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { write } from './dataFixtures.js';

/** The first example photograph at another size. */
async function photograph(width: number, height: number) {
  const { entries, root: folder } = await openImageFolder(join(root, 'examples/photos'));
  return sharp(join(folder, entries[0]!.path)).resize(width, height, { fit: 'fill' }).jpeg({ quality: 95 });
}

test('no crop of an image becomes smaller than what is asked for, and a coarser one would', () => {
  for (const [width, height] of [
    [4000, 3000],
    [2048, 1536],
    [640, 480],
    [3000, 400],
    [5000, 224],
    [100, 100],
  ] as const) {
    for (const scale of [0.08, 0.2, 1]) {
      const divisor = cropReduction(width, height, scale, 224);
      const smallest = (by: number) => {
        const sides = Array.from({ length: 300 }, (_, i) => {
          const box = randomCrop(Math.floor(width / by), Math.floor(height / by), scale, new Random(i));
          return Math.min(box.width, box.height);
        });
        return Math.min(...sides);
      };
      // A pixel for what is rounded.
      if (divisor > 1) assert.ok(smallest(divisor) >= 223, `${width} x ${height}, ${scale}: ${divisor}`);
      const most = Math.min(Math.sqrt(width * height * scale * 0.75), width, height);
      assert.ok(divisor === 8 || most / (2 * divisor) < 224);
    }
  }
  assert.equal(cropReduction(4000, 3000, 0.2, 224), 4);
  assert.equal(cropReduction(640, 480, 0.2, 224), 1);
});

for (const divisor of [2, 4, 8]) {
  test(`a JPEG comes at 1/${divisor} of its sides, near what resizing makes of it, and upright`, async t => {
    const file = join(await temporaryFolder(t), 'photo.jpg');
    // 90 degrees to the right: stored 1603 x 1201, seen 1201 x 1603.
    await write(file, await (await photograph(1603, 1201)).withMetadata({ orientation: 6 }).toBuffer());
    const full = await decodeImage(file);
    assert.deepEqual([full.width, full.height], [1201, 1603]);
    const reduced = await decodeReduced(file, (width, height) => {
      assert.deepEqual([width, height], [1201, 1603]);
      return divisor;
    });
    assert.deepEqual([reduced.width, reduced.height], [Math.floor(1201 / divisor), Math.floor(1603 / divisor)]);
    const { data } = resize(full, reduced.width, reduced.height, 'bicubic');
    const error = Math.sqrt(data.reduce((sum, value, i) => sum + (value - reduced.data[i]!) ** 2, 0) / data.length);
    assert.ok(error < 6, `${error} of 255`);
  });
}

test('other formats keep their size, and a damaged JPEG is none', async t => {
  const folder = await temporaryFolder(t);
  const picture = await photograph(640, 480);
  await write(join(folder, 'a.png'), await picture.clone().png().toBuffer());
  const { width, height } = await decodeReduced(join(folder, 'a.png'), () => 4);
  assert.deepEqual([width, height], [640, 480]);
  const jpeg = await picture.clone().jpeg().toBuffer();
  await write(join(folder, 'cut.jpg'), jpeg.subarray(0, jpeg.length / 2));
  await assert.rejects(
    decodeReduced(join(folder, 'cut.jpg'), () => 4),
    UnreadableImage,
  );
});

test('a loader takes large photographs smaller where the view says so, and small ones as they are', async t => {
  const folder = await temporaryFolder(t);
  await write(join(folder, 'large.jpg'), await (await photograph(1600, 1200)).toBuffer());
  await write(join(folder, 'small.jpg'), await (await photograph(96, 80)).toBuffer());
  const source = await openImageFolder(folder);
  const viewsOf = async (shrinks: boolean) => {
    const view: ViewSpec = { kind: 'crop', size: [64, 64], minCropScale: 0.2, filter: 'bicubic', shrinks };
    const loader = new Loader({ source, view, batchSize: 1, seed: 3, threads: 1 });
    const views = [];
    for await (const { fields } of loader.once()) views.push(fields['images']!.slice());
    await loader.close();
    return views as [Float32Array, Float32Array];
  };
  const [exact, shrunk] = [await viewsOf(false), await viewsOf(true)];
  assert.deepEqual(shrunk[1], exact[1]);
  assert.notDeepEqual(shrunk[0], exact[0]);
});
