import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicy, type RandAugmentPolicy } from '../../extension/engine/config/randAugmentPolicy.js';
import { drawArgument } from '../../extension/engine/data/augment/arguments.js';
import { type OperationName, operate, operationNames } from '../../extension/engine/data/augment/operations.js';
import {
  type DrawnOperation,
  drawOperations,
  meanColour,
  randAugment,
} from '../../extension/engine/data/augment/randAugment.js';
import type { RgbImage } from '../../extension/engine/data/image.js';
import { imagenetStatistics } from '../../extension/engine/input/input.js';
import { Random } from '../../extension/engine/random.js';
import { userError } from '../support/userError.js';
import { noise } from './dataFixtures.js';

const image: RgbImage = { width: 17, height: 12, data: noise(17 * 12 * 3) };

test('a policy says what it sets, in any order, and the rest is usual', () => {
  const paper = { magnitude: 9, deviation: 0.5, operations: 2, probability: 0.5, increasing: true };
  assert.deepEqual(parsePolicy('rand-m9-mstd0.5-inc1'), paper);
  assert.deepEqual(parsePolicy('rand-inc1-mstd0.5-m9'), paper);
  assert.deepEqual(parsePolicy('rand-m7.5-n3-p0.25-inc0'), {
    magnitude: 7.5,
    deviation: 0,
    operations: 3,
    probability: 0.25,
    increasing: false,
  });
  assert.deepEqual(parsePolicy('rand'), {
    magnitude: 10,
    deviation: 0,
    operations: 2,
    probability: 0.5,
    increasing: false,
  });
});

test("'none' is no policy", () => {
  assert.equal(parsePolicy('none'), undefined);
});

for (const [text, why] of [
  ['augmix-m3', /'augmix-m3' is no policy of RandAugment/],
  ['original', /no policy of RandAugment/],
  ['m9-mstd0.5', /no policy of RandAugment/],
  ['Rand-m9', /no policy of RandAugment/],
  ['rand-', /has the part ''/],
  ['rand-m', /has the part 'm'/],
  ['rand-m-9', /has the part 'm'/],
  ['rand-x3', /has the part 'x3'/],
  ['rand-constructor1', /has the part 'constructor1'/],
  ['rand-m9.', /has the part 'm9\.'/],
  ['rand-mstd1e3', /has the part 'mstd1e3'/],
  ['rand-m9 ', /has the part 'm9 '/],
  ['rand-m\n9', /has the part 'm 9'/],
  ['rand-m11', /sets m to 11, which must be a number from 0 to 10;/],
  ['rand-p1.1', /sets p to 1\.1,/],
  ['rand-n0', /sets n to 0, which must be a whole number from 1 to 100;/],
  ['rand-n2.5', /sets n to 2\.5/],
  ['rand-inc2', /sets inc to 2/],
  ['rand-m9-m8', /sets m twice/],
  [`rand-m${'9'.repeat(5000)}`, /sets m to 9{100} \.\.\.,/],
] as const) {
  test(`refused: ${text.slice(0, 40).replace('\n', '\\n')}`, () => {
    assert.throws(() => parsePolicy(text), userError(/^AUG\.AUTO_AUGMENT /));
    assert.throws(() => parsePolicy(text), userError(why));
  });
}

/** What an operation may be given at a magnitude, rounded: both ways where there are two. */
function possible(name: OperationName, magnitude: number, increasing: boolean): number[] {
  const seen = Array.from({ length: 64 }, (_, i) => drawArgument(name, magnitude, increasing, new Random(1, i)));
  return [...new Set(seen.map(value => Number(value.toFixed(9)) + 0))].sort((a, b) => a - b);
}

for (const [magnitude, increasing, expected] of [
  [9, true, [[-27, 27], [1], [26], [99], [0.19, 1.81], [-0.27, 0.27], [-0.405, 0.405]]],
  [10, true, [[-30, 30], [0], [0], [110], [0.1, 1.9], [-0.3, 0.3], [-0.45, 0.45]]],
  [0, true, [[0], [4], [256], [0], [1], [0], [0]]],
  [9, false, [[-27, 27], [3], [230], [99], [1.72], [-0.27, 0.27], [-0.405, 0.405]]],
  [0, false, [[0], [0], [0], [0], [0.1], [0], [0]]],
] as const) {
  test(`arguments of magnitude ${magnitude}, ${increasing ? '' : 'not '}increasing, are those of the fact sheet`, () => {
    const [rotate, posterize, solarize, solarizeAdd, enhance, shear, translate] = expected;
    const all: Record<OperationName, readonly number[]> = {
      AutoContrast: [0],
      Equalize: [0],
      Invert: [0],
      Rotate: rotate,
      Posterize: posterize,
      Solarize: solarize,
      SolarizeAdd: solarizeAdd,
      Color: enhance,
      Contrast: enhance,
      Brightness: enhance,
      Sharpness: enhance,
      ShearX: shear,
      ShearY: shear,
      TranslateXRel: translate,
      TranslateYRel: translate,
    };
    for (const [name, wanted] of Object.entries(all)) {
      assert.deepEqual(possible(name as OperationName, magnitude, increasing), wanted, name);
    }
  });
}

const IMAGES = 6000;
const paper = parsePolicy('rand-m9-mstd0.5-inc1')!;
const drawn = (policy: RandAugmentPolicy) =>
  Array.from({ length: IMAGES }, (_, i) => drawOperations(policy, new Random(11, i)));

test('operations are drawn evenly, with replacement, and each is applied half of the time', () => {
  const images = drawn(paper);
  const shares = [0, 1, 2].map(count => images.filter(({ length }) => length === count).length / IMAGES);
  for (const [count, share] of [0.25, 0.5, 0.25].entries()) {
    assert.ok(Math.abs(shares[count]! - share) < 0.025, `${count} operations: ${shares[count]}`);
  }
  const all = images.flat();
  for (const name of operationNames) {
    const share = all.filter(operation => operation.name === name).length / all.length;
    assert.ok(Math.abs(share - 1 / 15) < 0.015, `${name}: ${share}`);
  }
  const pairs = images.filter(({ length }) => length === 2);
  const twice = pairs.filter(([a, b]) => a!.name === b!.name).length / pairs.length;
  assert.ok(Math.abs(twice - 1 / 15) < 0.03, `the same twice: ${twice}`);
});

test('n and p say how many operations there are', () => {
  assert.ok(drawn({ ...paper, operations: 3, probability: 1 }).every(({ length }) => length === 3));
  assert.ok(drawn({ ...paper, probability: 0 }).every(({ length }) => length === 0));
});

/** Angles of rotations, in tenths of the largest. */
function angles(images: DrawnOperation[][]): number[] {
  const rotations = images.flat().filter(({ name }) => name === 'Rotate');
  assert.ok(rotations.length > 200);
  return rotations.map(({ argument }) => argument / 3);
}

test('magnitudes are normal around m with the deviation mstd, go either way, and stay in [0, 10]', () => {
  const usual = angles(drawn({ ...paper, magnitude: 5 }));
  const left = usual.filter(angle => angle > 0).length / usual.length;
  assert.ok(Math.abs(left - 0.5) < 0.1, `to the left: ${left}`);
  const mean = usual.reduce((sum, angle) => sum + Math.abs(angle), 0) / usual.length;
  const deviation = Math.sqrt(usual.reduce((sum, angle) => sum + (Math.abs(angle) - mean) ** 2, 0) / usual.length);
  assert.ok(Math.abs(mean - 5) < 0.1, `mean ${mean}`);
  assert.ok(Math.abs(deviation - 0.5) < 0.06, `deviation ${deviation}`);
  const wide = angles(drawn({ ...paper, magnitude: 5, deviation: 100 })).map(Math.abs);
  assert.ok(Math.max(...wide) <= 10 + 1e-12);
  for (const end of [0, 10]) {
    const share = wide.filter(angle => Math.abs(angle - end) < 1e-9).length / wide.length;
    assert.ok(share > 0.35, `${share} at ${end}`);
  }
});

test('an image becomes what the operations make of it, one after the other, by its stream alone', () => {
  const surroundings = { filter: 'bilinear', fill: [1, 2, 3] } as const;
  const changed = randAugment({ ...paper, probability: 1 }, surroundings);
  const before = image.data.slice();
  const seen = new Set<string>();
  for (let i = 0; i < 60; i++) {
    const made = changed(image, new Random(2, i));
    assert.deepEqual(made, changed(image, new Random(2, i)));
    const [first, second] = drawOperations({ ...paper, probability: 1 }, new Random(2, i));
    const half = operate(image, first!.name, first!.argument, surroundings);
    assert.deepEqual(made, operate(half, second!.name, second!.argument, surroundings));
    seen.add(Buffer.from(made.data).toString('base64'));
  }
  assert.ok(seen.size > 50, `${seen.size} images`);
  assert.deepEqual(image.data, before, 'the input stays as it is');
});

test("what lies beyond an image is ImageNet's mean, or the mean of the input", () => {
  assert.deepEqual(meanColour(imagenetStatistics), [124, 116, 104]);
  assert.deepEqual(meanColour({ mean: [0.5, 0, 1.2] }), [128, 0, 255]);
  const black: RgbImage = { width: 9, height: 9, data: new Uint8Array(243) };
  const colours = new Set<string>();
  for (let i = 0; i < 200; i++) {
    const { data } = randAugment({ ...paper, magnitude: 10, probability: 1, operations: 1 })(black, new Random(4, i));
    for (let at = 0; at < 243; at += 3) colours.add(data.subarray(at, at + 3).join());
  }
  assert.ok(colours.has('124,116,104'), [...colours].join(' '));
});
