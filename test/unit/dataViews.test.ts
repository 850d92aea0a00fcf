import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { centreCrop, randomCrop } from '../../extension/engine/data/crop.js';
import { crop, flip, type RgbImage, toPlanar } from '../../extension/engine/data/image.js';
import { prepareImage } from '../../extension/engine/data/prepare.js';
import { resize } from '../../extension/engine/data/resize.js';
import { epochOrder, fullBatches } from '../../extension/engine/data/sampler.js';
import { makeView } from '../../extension/engine/data/views/registry.js';
import { Random } from '../../extension/engine/random.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { noise, picture, write } from './dataFixtures.js';

const DRAWS = 4000;

test('random crops spread over area, aspect ratio and position as the paper says', () => {
  const width = 640;
  const height = 480;
  const areas: number[] = [];
  const aspects: number[] = [];
  for (let i = 0; i < DRAWS; i++) {
    const box = randomCrop(width, height, 0.2, new Random(7, i));
    assert.ok(box.left >= 0 && box.top >= 0 && box.left + box.width <= width && box.top + box.height <= height);
    areas.push((box.width * box.height) / (width * height));
    aspects.push(box.width / box.height);
  }
  assert.ok(Math.min(...areas) >= 0.198 && Math.min(...areas) < 0.21, `smallest area ${Math.min(...areas)}`);
  assert.ok(Math.max(...areas) <= 1 && Math.max(...areas) > 0.97, `largest area ${Math.max(...areas)}`);
  assert.ok(Math.min(...aspects) > 0.745 && Math.min(...aspects) < 0.76, `smallest aspect ${Math.min(...aspects)}`);
  assert.ok(Math.max(...aspects) < 1.34 && Math.max(...aspects) > 1.32, `largest aspect ${Math.max(...aspects)}`);
  // Small crops always fit, so among them the logarithm of the aspect ratio is uniform, centred on zero.
  const small = aspects.filter((_, i) => areas[i]! < 0.5).map(Math.log);
  const limit = Math.log(4 / 3);
  assert.ok(Math.abs(mean(small)) < 0.03 * limit * 2, `mean log aspect ${mean(small)}`);
  assert.ok(Math.abs(mean(small.map(x => x * x)) / (limit * limit) - 1 / 3) < 0.03, 'spread of log aspect');
});

test('positions of crops reach every edge', () => {
  const seen = { left: false, right: false, top: false, bottom: false };
  for (let i = 0; i < 2000; i++) {
    const box = randomCrop(8, 8, 0.2, new Random(3, i));
    if (box.width === 8 || box.height === 8) continue;
    seen.left ||= box.left === 0;
    seen.top ||= box.top === 0;
    seen.right ||= box.left + box.width === 8;
    seen.bottom ||= box.top + box.height === 8;
  }
  assert.deepEqual(seen, { left: true, right: true, top: true, bottom: true });
});

test('an image too slim for any crop gives its largest centred part of allowed shape', () => {
  assert.deepEqual(randomCrop(900, 30, 1, new Random(1)), { left: 430, top: 0, width: 40, height: 30 });
  assert.deepEqual(randomCrop(30, 900, 1, new Random(1)), { left: 0, top: 430, width: 30, height: 40 });
  assert.deepEqual(randomCrop(1, 500, 1, new Random(1)), { left: 0, top: 249, width: 1, height: 1 });
  assert.deepEqual(randomCrop(500, 1, 1, new Random(1)), { left: 249, top: 0, width: 1, height: 1 });
});

test('an odd remainder of a centre crop rounds to even, as Python rounds', () => {
  assert.deepEqual(centreCrop(225, 227, 224), { left: 0, top: 2, width: 224, height: 224 });
  assert.deepEqual(centreCrop(230, 224, 224), { left: 3, top: 0, width: 224, height: 224 });
});

test('crop, mirror image and planes put every pixel where it belongs', () => {
  const image: RgbImage = { width: 3, height: 2, data: Uint8Array.from({ length: 18 }, (_, i) => i) };
  assert.deepEqual([...crop(image, { left: 1, top: 1, width: 2, height: 1 }).data], [12, 13, 14, 15, 16, 17]);
  assert.deepEqual([...flip(image).data], [6, 7, 8, 3, 4, 5, 0, 1, 2, 15, 16, 17, 12, 13, 14, 9, 10, 11]);
  const expected = [0, 3, 6, 9, 12, 15, 1, 4, 7, 10, 13, 16, 2, 5, 8, 11, 14, 17];
  assert.deepEqual(
    toPlanar(image),
    Float32Array.from(expected, byte => byte / 255),
  );
});

const image: RgbImage = { width: 40, height: 30, data: noise(40 * 30 * 3) };
const options = { kind: 'pretext', side: 16, minCropScale: 0.2, filter: 'bicubic', sampleRatio: 0.3 } as const;

test('a view is the crop that its stream draws, resized and mirrored half of the time', () => {
  let mirrored = 0;
  let lowPass = 0;
  const views = 1000;
  for (let i = 0; i < views; i++) {
    const view = makeView(image, options, new Random(5, i));
    const plain = resize(crop(image, randomCrop(40, 30, 0.2, new Random(5, i))), 16, 16, 'bicubic');
    const isPlain = same(view['images']!, toPlanar(plain));
    assert.ok(isPlain || same(view['images']!, toPlanar(flip(plain))), `view ${i}`);
    if (!isPlain) mirrored++;
    if (view['lowPass']![0]) lowPass++;
  }
  assert.ok(Math.abs(mirrored / views - 0.5) < 0.06, `${mirrored} mirrored`);
  assert.ok(Math.abs(lowPass / views - 0.3) < 0.06, `${lowPass} low-pass`);
});

test('each epoch has an order of its own, the same for a seed', () => {
  assert.deepEqual(epochOrder(50, 1, 3), epochOrder(50, 1, 3));
  assert.notDeepEqual(epochOrder(50, 1, 3), epochOrder(50, 1, 4));
  assert.notDeepEqual(epochOrder(50, 1, 3), epochOrder(50, 2, 3));
  assert.deepEqual(
    [...epochOrder(50, 1, 3)].sort((a, b) => a - b),
    Array.from({ length: 50 }, (_, i) => i),
  );
  assert.deepEqual([fullBatches(69, 16), fullBatches(64, 16), fullBatches(15, 16)], [4, 4, 0]);
});

test('a picture of the right size is taken pixel for pixel, another is fitted to its short side', async t => {
  const folder = await temporaryFolder(t);
  const [exact, wide] = [join(folder, 'exact.png'), join(folder, 'wide.png')];
  await write(exact, await picture(24, 24).png().toBuffer());
  await write(wide, await picture(65, 30).png().toBuffer());
  assert.deepEqual((await prepareImage(exact, 24)).data, noise(24 * 24 * 3));
  const fitted = resize({ width: 65, height: 30, data: noise(65 * 30 * 3) }, 52, 24, 'bicubic');
  assert.deepEqual(await prepareImage(wide, 24), crop(fitted, { left: 14, top: 0, width: 24, height: 24 }));
});

function mean(values: number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

function same(a: Float32Array, b: Float32Array): boolean {
  return Buffer.from(a.buffer).equals(Buffer.from(b.buffer));
}
