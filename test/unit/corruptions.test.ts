import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { diskKernel } from '../../extension/engine/data/corruptions/blurs.js';
import { type Severity, severities } from '../../extension/engine/data/corruptions/corruption.js';
import { smoothed } from '../../extension/engine/data/corruptions/gaussianSmoothing.js';
import { shuffleNearby } from '../../extension/engine/data/corruptions/glass.js';
import { throughJpeg } from '../../extension/engine/data/corruptions/jpeg.js';
import { lumaTable } from '../../extension/engine/data/corruptions/jpegTables.js';
import { motionBlurred, trail } from '../../extension/engine/data/corruptions/motion.js';
import { levelsOf, type Planes } from '../../extension/engine/data/corruptions/planes.js';
import { plasma } from '../../extension/engine/data/corruptions/plasma.js';
import { type CorruptionId, corruptionIds, corruptions } from '../../extension/engine/data/corruptions/registry.js';
import { zoomedInto } from '../../extension/engine/data/corruptions/zoom.js';
import { crop, type RgbImage } from '../../extension/engine/data/image.js';
import { prepareImage } from '../../extension/engine/data/prepare.js';
import { makeView } from '../../extension/engine/data/views/registry.js';
import { Random } from '../../extension/engine/random.js';
import { root } from '../support/root.js';
import { noise } from './dataFixtures.js';

const photo = (side: number) => prepareImage(`${root}examples/photos/animals/chelsea.jpg`, side);

function flat(width: number, height: number, level: number): RgbImage {
  return { width, height, data: new Uint8Array(3 * width * height).fill(level) };
}

function apply(id: CorruptionId, image: RgbImage, severity: Severity, ...stream: number[]): Float32Array {
  return corruptions[id].apply(image, severity, new Random(1, ...stream));
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of the mean, per value. */
function variance(values: ArrayLike<number>): number {
  const middle = mean(values);
  return mean(Array.from(values, value => (value - middle) ** 2));
}

function near(actual: number, expected: number, share: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= share * Math.abs(expected), `${what}: ${actual} instead of ${expected}`);
}

test('there are the fifteen corruptions of the benchmark and its four extra ones', () => {
  const extra = corruptionIds.filter(id => corruptions[id].group === 'extra');
  assert.deepEqual(extra, ['speckle_noise', 'gaussian_blur', 'spatter', 'saturate']);
  assert.equal(corruptionIds.length, 19);
  assert.equal(new Set(corruptionIds.map(id => corruptions[id].label)).size, 19);
});

for (const id of corruptionIds) {
  test(`${id} gives levels of every image, and the same for the same stream`, () => {
    const images = [
      flat(16, 16, 0),
      flat(16, 16, 255),
      { width: 16, height: 23, data: noise(3 * 16 * 23) },
      { width: 37, height: 18, data: noise(3 * 37 * 18) },
    ];
    for (const image of images) {
      const before = image.data.slice();
      for (const severity of severities) {
        const levels = apply(id, image, severity, 5);
        assert.equal(levels.length, image.data.length);
        assert.ok(
          levels.every(level => level >= 0 && level <= 255),
          `severity ${severity}`,
        );
        assert.deepEqual(apply(id, image, severity, 5), levels);
      }
      assert.deepEqual(image.data, before, 'the image is not changed');
    }
  });
}

/** What is drawn; the others are functions of the image. */
const drawn: CorruptionId[] = [
  'gaussian_noise',
  'shot_noise',
  'impulse_noise',
  'glass_blur',
  'motion_blur',
  'snow',
  'frost',
  'fog',
  'elastic_transform',
  'speckle_noise',
  'spatter',
];

test('another stream gives another result where something is drawn, and nowhere else', () => {
  const image = { width: 24, height: 24, data: noise(3 * 24 * 24) };
  const differs = corruptionIds.filter(id => {
    const [a, b] = [apply(id, image, 3, 1), apply(id, image, 3, 2)];
    return a.some((level, i) => level !== b[i]);
  });
  assert.deepEqual(differs, drawn);
});

/**
 * The others are not stronger for every image at a higher severity: the benchmark's saturate, elastic transform and spatter change
 * their kind on the way, frost weakens the image as it grows, and of glass the passes vary.
 */
const growing: CorruptionId[] = [
  'gaussian_noise',
  'shot_noise',
  'impulse_noise',
  'defocus_blur',
  'motion_blur',
  'zoom_blur',
  'snow',
  'brightness',
  'contrast',
  'pixelate',
  'jpeg_compression',
  'speckle_noise',
  'gaussian_blur',
];

test('a photograph gets farther from itself with each severity', async () => {
  const image = await photo(96);
  const clean = levelsOf(image);
  for (const id of growing) {
    const distances = severities.map(severity => {
      const levels = apply(id, image, severity, 9);
      return mean(clean.map((level, i) => (level - levels[i]!) ** 2));
    });
    for (let i = 1; i < 5; i++) assert.ok(distances[i]! > distances[i - 1]!, `${id}: ${distances.join(' ')}`);
  }
});

test('noise on gray has the mean of the image and the variance of its definition', () => {
  const level = 128;
  const x = level / 255;
  const image = flat(150, 150, level);
  // The mildest two are not cut off at black and white to speak of.
  const cases: [CorruptionId, number, number][] = [
    ['gaussian_noise', 0.08 ** 2, 0.12 ** 2],
    ['shot_noise', x / 60, x / 25],
    ['speckle_noise', (0.15 * x) ** 2, (0.2 * x) ** 2],
  ];
  for (const [id, ...variances] of cases) {
    for (const [i, expected] of variances.entries()) {
      const levels = apply(id, image, severities[i]!);
      near(mean(levels), level, 0.005, `mean of ${id}`);
      near(variance(levels) / 255 ** 2, expected, 0.03, `variance of ${id}`);
    }
  }
});

test('impulses are as many as their severity says, half of them black, in every channel by itself', () => {
  const image = flat(200, 200, 100);
  for (const [i, amount] of [0.03, 0.06, 0.09, 0.17, 0.27].entries()) {
    const levels = apply('impulse_noise', image, severities[i]!);
    const share = (level: number) => mean(levels.map(value => (value === level ? 1 : 0)));
    near(share(0), amount / 2, 0.06, 'black');
    near(share(255), amount / 2, 0.06, 'white');
    near(share(100), 1 - amount, 0.01, 'untouched');
    const struck = levels.map(value => (value === 100 ? 0 : 1));
    const both = mean(struck.subarray(0, 40000).map((value, k) => value * struck[40000 + k]!));
    near(both, amount ** 2, 0.3, 'red and green of one pixel');
  }
});

test('kernels sum to 1, and a blur leaves flat images flat', () => {
  for (const [radius, sigma] of [
    [3, 0.1],
    [4, 0.5],
    [10, 0.5],
  ] as const) {
    const { size, values } = diskKernel(radius, sigma);
    near(mean(values) * size * size, 1, 1e-12, 'disk');
    // Its second moment is that of a disk, r^2 / 4 along an axis, and of the Gaussian.
    const middle = (size - 1) / 2;
    const spread = values.reduce((sum, value, i) => sum + value * ((i % size) - middle) ** 2, 0);
    near(spread, radius ** 2 / 4 + sigma ** 2, 0.12, 'spread');
  }
  near(mean(trail(10, 3)) * 21, 1, 1e-12, 'trail');
  for (const id of ['gaussian_blur', 'defocus_blur', 'motion_blur', 'zoom_blur', 'glass_blur'] as const) {
    for (const severity of severities) {
      const levels = apply(id, flat(20, 17, 90), severity);
      assert.ok(
        levels.every(level => Math.abs(level - 90) < 1e-3),
        `${id} ${severity}`,
      );
    }
  }
});

test('a Gaussian keeps the mean and adds its variance, also when it is wider than the image', () => {
  const size = 81;
  const dot: Planes = { width: size, height: size, values: new Float32Array(size * size) };
  dot.values[40 * size + 40] = 1;
  const { values } = smoothed(dot, 3);
  near(mean(values) * size * size, 1, 1e-5, 'sum');
  near(
    values.reduce((sum, value, i) => sum + value * ((i % size) - 40) ** 2, 0),
    9,
    0.01,
    'variance',
  );
  const picture: Planes = { width: 20, height: 30, values: Float32Array.from(noise(600), byte => byte / 255) };
  const before = mean(picture.values);
  for (const sigma of [0.7, 5, 170]) near(mean(smoothed(picture, sigma).values), before, 1e-5, `mean at ${sigma}`);
  near(variance(smoothed(picture, 170).values) + 1, 1, 1e-6, 'nothing is left but the mean');
});

test('motion leaves a trail along its direction', () => {
  const dot: Planes = { width: 61, height: 61, values: new Float32Array(61 * 61) };
  dot.values[30 * 61 + 30] = 1;
  for (const angle of [0, Math.PI / 2, Math.PI / 4]) {
    const { values } = motionBlurred(dot, 10, 3, angle);
    const [dx, dy] = [0, 1].map(axis =>
      values.reduce((sum, value, i) => sum + value * (30 - (axis === 0 ? i % 61 : Math.floor(i / 61))), 0),
    ) as [number, number];
    const expected = trail(10, 3).reduce((sum, weight, i) => sum + weight * i, 0);
    assert.ok(Math.abs(dx - expected * Math.cos(angle)) < 0.2, `${dx} columns at ${angle}`);
    assert.ok(Math.abs(dy - expected * Math.sin(angle)) < 0.2, `${dy} rows at ${angle}`);
  }
});

test('a zoom keeps the middle, and brings what is halfway out to the border', () => {
  const width = 41;
  const ramp: Planes = {
    width,
    height: width,
    values: Float32Array.from({ length: width * width }, (_, i) => i % width),
  };
  const { values } = zoomedInto(ramp, 2);
  for (const [x, expected] of [
    [20, 20],
    [0, 10],
    [40, 30],
    [30, 25],
  ] as const) {
    assert.ok(Math.abs(values[20 * width + x]! - expected) < 1e-5, `column ${x}: ${values[20 * width + x]}`);
  }
  assert.deepEqual(zoomedInto(ramp, 1).values, ramp.values);
});

test('glass exchanges pixels and moves most of them a little', () => {
  const side = 40;
  const numbered: Planes = { width: side, height: side, values: Float32Array.from({ length: side ** 2 }, (_, i) => i) };
  for (const { shift, passes } of [
    { shift: 1, passes: 2 },
    { shift: 4, passes: 2 },
  ]) {
    const shuffled: Planes = { ...numbered, values: numbered.values.slice() };
    shuffleNearby(shuffled, { shift, passes }, new Random(4));
    assert.deepEqual(shuffled.values.slice().sort(), numbered.values, 'every pixel is still there, once');
    const distances = [...shuffled.values].map((from, to) =>
      Math.max(Math.abs((from % side) - (to % side)), Math.abs(Math.floor(from / side) - Math.floor(to / side))),
    );
    const moved = distances.filter(distance => distance > 0).length / distances.length;
    assert.ok(moved > 0.6, `${moved} moved`);
    assert.ok(mean(distances) < 2 * shift * passes, `by ${mean(distances)} in the mean`);
  }
});

test('fog brightens the dark, and nothing gets brighter than the brightest pixel', () => {
  const image = flat(40, 30, 40);
  image.data.fill(200, 0, 3);
  const amounts = severities.map(severity => {
    const levels = apply('fog', image, severity);
    assert.ok(levels.every(level => level <= 200 + 1e-3));
    assert.ok(mean(levels) > 50, `mean ${mean(levels)}`);
    return mean(levels);
  });
  assert.ok(amounts[4]! > amounts[0]!, amounts.join(' '));
});

test('a plasma fractal spans [0, 1], has no seam, and is rougher where it decays slowly', () => {
  const roughness = [2, 1.4].map(decay => {
    const values = plasma(64, 64, decay, new Random(6));
    assert.deepEqual([Math.min(...values), Math.max(...values)], [0, 1]);
    const step = (a: number, b: number) => Math.abs(values[a]! - values[b]!);
    const rows = Array.from({ length: 64 }, (_, y) => y * 64);
    const inside = mean(rows.map(row => step(row + 20, row + 21)));
    const seam = mean(rows.map(row => step(row, row + 63)));
    assert.ok(seam < 3 * inside + 0.02, `${seam} at the seam, ${inside} inside`);
    return inside;
  });
  assert.ok(roughness[1]! > 2 * roughness[0]!, roughness.join(' '));
});

test('snow, frost and brightness add light to a dark picture', () => {
  const dark = { width: 48, height: 48, data: noise(3 * 48 * 48).map(byte => byte / 5) };
  for (const id of ['snow', 'frost', 'brightness'] as const) {
    for (const severity of severities)
      assert.ok(mean(apply(id, dark, severity)) > mean(dark.data), `${id} ${severity}`);
  }
});

test('an elastic transform bends a ramp by no more than its displacements, and more at a higher severity', () => {
  const side = 96;
  const data = Uint8Array.from({ length: 3 * side * side }, (_, i) => 64 + (Math.floor(i / 3) % side));
  const ramp = { width: side, height: side, data };
  const clean = levelsOf(ramp);
  const bent = ([3, 4, 5] as const).map(severity => {
    const levels = apply('elastic_transform', ramp, severity, 3);
    // Away from the border, where it is mirrored.
    const away = Array.from(levels, (level, i) => Math.abs(level - clean[i]!)).filter((_, i) => {
      const [x, y] = [i % side, Math.floor(i / side) % side];
      return Math.min(x, y, side - 1 - x, side - 1 - y) >= 32;
    });
    return { mean: mean(away), most: Math.max(...away) };
  });
  // Smoothing over sigma = 2.44 leaves a deviation of 0.577 / (2 sqrt(pi) sigma) of the amplitude; the affine part adds 5 px at most.
  for (const [i, share] of [0.05, 0.07, 0.12].entries()) {
    const deviation = (share * 244 * 0.577) / (2 * Math.sqrt(Math.PI) * 2.44);
    assert.ok(bent[i]!.most < 5.5 * deviation + 10, `${bent[i]!.most} at most`);
    assert.ok(bent[i]!.mean > 0.5 * deviation, `${bent[i]!.mean} in the mean`);
  }
  assert.ok(bent[2]!.mean > bent[0]!.mean, `${bent[0]!.mean} and ${bent[2]!.mean}`);
});

test('gray has the hue of red when it is saturated, as in the usual conversion', () => {
  const levels = apply('saturate', flat(16, 16, 100), 5);
  assert.deepEqual(
    [levels[0], levels[256], levels[512]].map(Math.round as (x: number | undefined) => number),
    [100, 80, 80],
  );
});

test('JPEG rounds the coefficients that libjpeg rounds, but for those halfway between two', async () => {
  const { data } = await photo(96);
  const gray = data.map((_, i) => data[i - (i % 3)]!);
  const raw = { width: 96, height: 96, channels: 1 as const };
  for (const quality of [25, 18, 15, 10, 7, 60]) {
    const pixels = gray.filter((_, i) => i % 3 === 0);
    const read = await sharp(await sharp(pixels, { raw }).jpeg({ quality }).toBuffer())
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    const ours = throughJpeg({ width: 96, height: 96, data: gray }, quality).subarray(0, 96 * 96);
    const table = lumaTable(quality);
    let others = 0;
    for (let block = 0; block < 144; block++) {
      const [exact, ofOurs, ofTheirs] = [pixels, ours, read].map(values => coefficientsOf(values, 96, block));
      for (const [k, entry] of table.entries()) {
        if (Math.round(ofOurs![k]! / entry) === Math.round(ofTheirs![k]! / entry)) continue;
        others++;
        // Its transform is of whole numbers, to an eighth of a unit.
        const toHalf = Math.abs((Math.abs(exact![k]! / entry) % 1) - 0.5) * entry;
        assert.ok(toHalf < 1 / 8, `quality ${quality}, coefficient ${k} of block ${block}: ${toHalf} from halfway`);
      }
    }
    assert.ok(others < 0.003 * 96 * 96, `quality ${quality}: ${others} coefficients differ`);
  }
});

/** The cosine transform of an 8 x 8 block of pixels, from its definition: `[8, 8]`. */
function coefficientsOf(values: ArrayLike<number>, width: number, block: number): Float64Array {
  const from = 8 * (Math.floor(block / (width / 8)) * width + (block % (width / 8)));
  const wave = (place: number, frequency: number) => Math.cos(((2 * place + 1) * frequency * Math.PI) / 16);
  return Float64Array.from({ length: 64 }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < 64; i++) {
      const pixel = values[from + (i >> 3) * width + (i % 8)]! - 128;
      sum += pixel * wave(i >> 3, k >> 3) * wave(i % 8, k % 8);
    }
    return (sum / 4) * (k >> 3 === 0 ? Math.SQRT1_2 : 1) * (k % 8 === 0 ? Math.SQRT1_2 : 1);
  });
}

test('JPEG makes of colours, also of odd sizes, what libjpeg makes of them', async () => {
  const whole = await photo(96);
  const odd = crop(whole, { left: 20, top: 30, width: 61, height: 45 });
  for (const image of [whole, odd]) {
    for (const quality of [25, 18, 15, 10, 7, 60]) {
      const raw = { width: image.width, height: image.height, channels: 3 as const };
      const file = await sharp(image.data, { raw }).jpeg({ quality, chromaSubsampling: '4:2:0' }).toBuffer();
      const expected = levelsOf({ ...image, data: await sharp(file).raw().toBuffer() });
      const levels = throughJpeg(image, quality);
      // A coefficient that goes to the other side changes a block: few do.
      const close = mean(levels.map((level, i) => (Math.abs(level - expected[i]!) <= 1 ? 1 : 0)));
      assert.ok(close > 0.85, `quality ${quality}: ${close} within a level`);
    }
  }
});

test('the corrupted view is the middle of an image, corrupted, in whole levels', () => {
  const image = { width: 32, height: 32, data: noise(3 * 32 * 32) };
  const spec = {
    kind: 'corrupted',
    side: 32,
    cropRatio: 1,
    filter: 'bicubic',
    corruption: 'gaussian_noise',
    severity: 2,
  } as const;
  const { images } = makeView(image, spec, new Random(3));
  const levels = corruptions.gaussian_noise.apply(image, 2, new Random(3));
  assert.deepEqual(
    images,
    levels.map(level => Math.round(level) / 255),
  );
});
