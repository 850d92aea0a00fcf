import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultConfig } from '../../extension/engine/config/schema.js';
import { drawColourChanges } from '../../extension/engine/data/augment/colourJitter.js';
import { type RgbImage, toPlanar } from '../../extension/engine/data/image.js';
import { type AugmentedOptions, augmentedOptions } from '../../extension/engine/data/views/augmented.js';
import { drawCrop } from '../../extension/engine/data/views/crop.js';
import { makeView, viewFields } from '../../extension/engine/data/views/registry.js';
import { imagenetStatistics } from '../../extension/engine/input/input.js';
import { Random } from '../../extension/engine/random.js';
import { userError } from '../support/userError.js';
import { noise } from './dataFixtures.js';

const image: RgbImage = { width: 40, height: 30, data: noise(40 * 30 * 3) };
const size = [16, 12] as const;
const input = { channels: 3, size, ...imagenetStatistics };
const { AUG, DATA } = defaultConfig();
const off = { AUTO_AUGMENT: 'none', COLOR_JITTER: 0, REPROB: 0 } as const;

/** Options of a config with these keys of AUG. */
function options(aug: Partial<typeof AUG>): AugmentedOptions {
  return augmentedOptions({ AUG: { ...AUG, ...aug }, DATA }, input);
}

function view(made: AugmentedOptions, i: number): Float32Array {
  return makeView(image, { kind: 'augmented', ...made }, new Random(8, i))['images']!;
}

/** The same image before anything but crop and mirroring. */
function cropped(i: number): Float32Array {
  return makeView(image, { kind: 'crop', ...options(off) }, new Random(8, i))['images']!;
}

test('options are those of the config, as plain data that crosses to the decoding threads', () => {
  const made = options({ RECOUNT: 3, REMODE: 'rand' });
  assert.deepEqual(structuredClone(made), made);
  assert.deepEqual(made, {
    size,
    ...imagenetStatistics,
    minCropScale: DATA.MIN_CROP_SCALE,
    filter: 'bicubic',
    shrinks: false,
    policy: { magnitude: 9, deviation: 0.5, operations: 2, probability: 0.5, increasing: true },
    colourJitter: 0.4,
    erasing: { probability: 0.25, mode: 'rand', most: 3 },
  });
  assert.throws(() => options({ AUTO_AUGMENT: 'rand-q1' }), userError(/^AUG\.AUTO_AUGMENT 'rand-q1'/));
});

test('with all augmentation off a view is the crop, and its field too', () => {
  const spec = { kind: 'augmented', ...options(off) } as const;
  assert.deepEqual(viewFields(spec), [{ name: 'images', shape: [3, 16, 12] }]);
  for (let i = 0; i < 50; i++) assert.deepEqual(view(spec, i), cropped(i));
});

test('the bytes of a crop are those of its planes', () => {
  const made = options(off);
  assert.deepEqual(toPlanar(drawCrop(image, made, new Random(8, 3))()), cropped(3));
});

test('a view is drawn from its stream alone, and augmentation changes the crop that the same stream gives', () => {
  const made = options({});
  const changed = Array.from({ length: 200 }, (_, i) => {
    assert.deepEqual(view(made, i), view(made, i));
    return Buffer.compare(Buffer.from(view(made, i).buffer), Buffer.from(cropped(i).buffer)) !== 0;
  }).filter(Boolean).length;
  // At least one of two operations, or erasing: 1 - 1/4 * 3/4 of the images, less what an operation leaves as it is.
  assert.ok(changed > 120 && changed < 185, `${changed} of 200 changed`);
});

test('colours jitter only where there is no policy', () => {
  const none = { probability: 0 };
  const still = {
    ...options({ AUTO_AUGMENT: 'rand-p0', COLOR_JITTER: 0.4 }),
    erasing: { ...options(off).erasing, ...none },
  };
  const jittered = options({ ...off, COLOR_JITTER: 0.4 });
  for (let i = 0; i < 20; i++) {
    assert.deepEqual(view(still, i), cropped(i));
    assert.notDeepEqual(view(jittered, i), cropped(i));
    assert.ok(
      view(jittered, i).every(value => Math.abs(Math.round(value * 255) / 255 - value) < 1e-7),
      'bytes',
    );
  }
});

test('brightness, contrast and saturation change by uniform factors in every order', () => {
  for (const [strength, low, high] of [
    [0.4, 0.6, 1.4],
    [2, 0, 3],
  ] as const) {
    const all = Array.from({ length: 3000 }, (_, i) => drawColourChanges(strength, new Random(9, i)));
    const orders = new Map<string, number>();
    for (const changes of all) {
      const order = changes.map(({ what }) => what).join();
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    assert.equal(orders.size, 6);
    for (const [order, count] of orders) assert.ok(Math.abs(count / 3000 - 1 / 6) < 0.03, `${order}: ${count}`);
    const factors = all.flat().map(({ factor }) => factor);
    const [least, most] = [Math.min(...factors), Math.max(...factors)];
    assert.ok(least >= low && least < low + 0.01 && most <= high && most > high - 0.01, `${least} to ${most}`);
    const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length;
    assert.ok(Math.abs(mean - (low + high) / 2) < 0.02 * (high - low), `mean ${mean}`);
  }
});

test('erasing is what REPROB says, on the numbers that come last', () => {
  const always = options({ ...off, REPROB: 1, REMODE: 'const' });
  for (let i = 0; i < 50; i++) {
    const [before, after] = [cropped(i), view(always, i)];
    const differs = after.map((value, at) => Number(value !== before[at]));
    assert.ok(differs.includes(1));
    for (const [at, value] of after.entries()) {
      if (differs[at]) assert.equal(value, Math.fround(imagenetStatistics.mean[Math.floor(at / (16 * 12))]!));
    }
  }
});
