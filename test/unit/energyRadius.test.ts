import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { toPlanar } from '../../extension/engine/data/image.js';
import { prepareImage } from '../../extension/engine/data/prepare.js';
import { circle, shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { energyRadius } from '../../extension/engine/inspect/spectrum/energyRadius.js';
import { measureRadii, type RadiiOptions } from '../../extension/engine/inspect/spectrum/measureRadii.js';
import { pixelSpectrum } from '../../extension/engine/inspect/spectrum/pixelSpectrum.js';
import { radialProfile } from '../../extension/engine/inspect/spectrum/radialProfile.js';
import { power } from '../../extension/engine/inspect/spectrum/spectrumMaps.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { userError } from '../support/userError.js';
import { picture, write, writePictures } from './dataFixtures.js';

const options: RadiiOptions = { energy: 0.6, size: 12, images: 100, perClass: true };

const radiusOf = (power: Float64Array, size: number, energy: number) =>
  energyRadius(radialProfile(power, size, size), size, energy);

/** Every radius tried with the mask that training uses, sums over all coefficients. */
function byTrying(power: ArrayLike<number>, size: number, energy: number) {
  const centre = Math.floor(size / 2);
  for (let radius = 1; ; radius++) {
    const mask = shapedMask(size, size, circle(radius, 999));
    let [all, inside] = [0, 0];
    for (let i = 0; i < mask.length; i++) {
      if (i === centre * size + centre) continue;
      all += power[i]!;
      inside += mask[i]! * power[i]!;
    }
    if (inside / all >= energy || radius + 1 >= size / 2) return { radius, kept: inside / all };
  }
}

/** |F|^2 of one plane by the definition of the transform, constant term in the middle. */
function slowPower(plane: Float32Array, size: number): number[] {
  const centre = Math.floor(size / 2);
  return Array.from({ length: size * size }, (_, k) => {
    const [v, u] = [Math.floor(k / size) - centre, (k % size) - centre];
    let [re, im] = [0, 0];
    for (const [i, value] of plane.entries()) {
      const angle = (-2 * Math.PI * (u * (i % size) + v * Math.floor(i / size))) / size;
      re += value * Math.cos(angle);
      im += value * Math.sin(angle);
    }
    return re * re + im * im;
  });
}

async function meanPower(files: string[], size: number): Promise<number[]> {
  const sum = new Array<number>(size * size).fill(0);
  for (const file of files) {
    const planar = toPlanar(await prepareImage(file, size));
    for (let c = 0; c < 3; c++) {
      const plane = planar.subarray(c * size * size, (c + 1) * size * size);
      for (const [i, value] of slowPower(plane, size).entries()) sum[i]! += value / 3 / files.length;
    }
  }
  return sum;
}

for (const size of [8, 15, 32]) {
  test(`the radius of an energy share is the one found by trying all, size ${size}`, () => {
    const power = Float64Array.from(lcg(size * size, size), (u, i) => u / (1 + ((7 * i) % (size * size))));
    for (const energy of [0.01, 0.3, 0.5, 0.75, 0.9, 0.999]) {
      const { radius, kept } = radiusOf(power, size, energy);
      const expected = byTrying(power, size, energy);
      assert.equal(radius, expected.radius, `energy ${energy}`);
      assertClose([kept], [expected.kept], `share at energy ${energy}`);
    }
  });
}

test('the constant term does not count, nor does its absence', () => {
  const power = new Float64Array(16 * 16);
  power[8 * 16 + 8] = 1e9;
  power[8 * 16 + 8 + 3] = 1;
  assert.deepEqual(radiusOf(power, 16, 0.9), { radius: 4, kept: 1, keptByPaper: 0 });
  power[8 * 16 + 8 + 3] = 0;
  assert.deepEqual(radiusOf(power, 16, 0.9), { radius: 1, kept: 1, keptByPaper: 1 });
});

test('radii of a folder and of its classes are those of the mean spectra by definition', async t => {
  const folder = await temporaryFolder(t);
  const paths = ['a/1.png', 'a/2.png', 'b/deep/1.png'];
  await writePictures(folder, paths);
  await write(join(folder, 'b/broken.png'), 'no picture');
  await write(join(folder, 'c/readme.txt'), '');
  const seen: number[][] = [];
  const found = await measureRadii(folder, { ...options, onProgress: (...now) => seen.push(now) });
  const files = paths.map(path => join(folder, path));
  const expected = { all: files, a: files.slice(0, 2), b: files.slice(2) };
  assert.deepEqual([...found.classes.keys()], ['a', 'b']);
  for (const [name, own] of Object.entries(expected)) {
    const measured = name === 'all' ? found.all : found.classes.get(name)!;
    const { radius, kept } = byTrying(await meanPower(own, 12), 12, 0.6);
    assert.deepEqual([measured.images, measured.radius], [own.length, radius], name);
    assertClose([measured.kept], [kept], name);
  }
  assert.deepEqual(
    found.failures.map(({ path }) => path),
    ['b/broken.png'],
  );
  assert.deepEqual(
    seen,
    [0, 1, 2, 3, 4].map(done => [done, 4]),
  );
});

test('of more images than asked for, some of each class are measured', async t => {
  const folder = await temporaryFolder(t);
  const one = await picture(12, 12).png().toBuffer();
  for (let i = 0; i < 6; i++) for (const name of ['a', 'b', 'c']) await write(join(folder, name, `${i}.png`), one);
  const byClass = await measureRadii(folder, { ...options, images: 2 });
  assert.deepEqual(
    [byClass.all, ...byClass.classes.values()].map(({ images }) => images),
    [6, 2, 2, 2],
  );
  const whole = await measureRadii(folder, { ...options, images: 4, perClass: false });
  assert.deepEqual([whole.all.images, whole.classes.size], [4, 0]);
});

test('what cannot be measured is refused in a sentence, and a wish to stop is heard', async t => {
  const folder = await temporaryFolder(t);
  await write(join(folder, 'broken.png'), 'no picture');
  await assert.rejects(
    measureRadii(folder, { ...options, perClass: false }),
    userError(/None of the images.*broken\.png/),
  );
  await assert.rejects(measureRadii(folder, options), userError(/no two class folders.*--per-class/));
  await assert.rejects(measureRadii(join(folder, 'none'), options), userError(/none cannot be read/));
  const aborted = measureRadii(folder, { ...options, perClass: false, signal: AbortSignal.abort() });
  await assert.rejects(aborted, { name: 'AbortError' });
});

test('small images are measured as they are: radii are in bins of any size that they are scaled up to', async t => {
  const folder = await temporaryFolder(t);
  for (let i = 0; i < 6; i++) {
    const smooth = await picture(64, 64, i + 1)
      .blur(1.5)
      .resize(32, 32)
      .png()
      .toBuffer();
    await write(join(folder, `${i}.png`), smooth);
  }
  const measure = (size: number) => measureRadii(folder, { energy: 0.9, size, images: 100, perClass: false });
  const [own, larger] = [await measure(32), await measure(224)];
  assert.deepEqual([own.side, larger.side], [32, 32]);
  assert.equal(larger.all.radius, own.all.radius);
  assert.equal(larger.all.kept, own.all.kept);
  assert.ok(larger.all.keptByPaper > own.all.keptByPaper, 'of 224 bins the paper keeps 16, of 32 it keeps 2');
  // What training gets: scaled up, the same radius holds the same share but for what the scaling takes and adds.
  const sum = new Float64Array(224 * 224);
  for (let i = 0; i < 6; i++) {
    const planar = toPlanar(await prepareImage(join(folder, `${i}.png`), 224));
    for (const [at, value] of power(pixelSpectrum(planar, 224, 224)).entries()) sum[at]! += value;
  }
  assert.ok(Math.abs(radiusOf(sum, 224, 0.9).radius - own.all.radius) <= 1);
});
