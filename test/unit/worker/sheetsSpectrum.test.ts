import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeImage } from '../../../extension/engine/data/decode.js';
import { atLookingSize } from '../../../extension/engine/data/lookingSize.js';
import { octaves } from '../../../extension/engine/inspect/octaves.js';
import { analyseSpectrum } from '../../../extension/engine/inspect/spectrum.js';
import { planarToRgb } from '../../../extension/engine/pictures/planar.js';
import { percent } from '../../../extension/engine/report/format.js';
import { withRuntime } from '../../../extension/worker/compute.js';
import { spectrum } from '../../../extension/worker/methods/spectrum.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { picture, write } from '../dataFixtures.js';
import { callContext, photos, pixelsOf, section } from './sheetsCalls.js';

const chelsea = `${photos}animals/chelsea.jpg`;

test('the numbers and pictures of a spectrum are the engine’s', async () => {
  const image = await decodeImage(chelsea);
  const { signal } = callContext();
  const analysis = await withRuntime(() => analyseSpectrum(image), signal);
  const { width, height } = image;

  const shown = section(await spectrum({ images: [chelsea] }, callContext()), 'chelsea.jpg');
  const notes = shown.notes!.join(' ');
  assert.match(notes, /^451 × 300 pixels\. Low-pass keeps what lies within 21 bins/);
  assert.ok(notes.includes(`${percent(analysis.keptEnergy.withDc)} of the energy`), notes);
  assert.ok(notes.includes(`${percent(analysis.keptEnergy.withoutDc)} without the mean`), notes);
  assert.ok(notes.includes(`${percent(analysis.highPass.unclamped.below)} of its values are below 0`), notes);
  const shares = octaves(analysis.radialProfile).map(octave => percent(octave.share));
  assert.deepEqual(shown.tables![0]!.rows, [['Share of the energy', ...shares]]);
  assert.deepEqual(await pixelsOf(shown, 'Input'), image.data);
  assert.deepEqual(await pixelsOf(shown, 'Low-pass'), planarToRgb(analysis.lowPass.pixels, width, height).data);
  assert.deepEqual(await pixelsOf(shown, 'High-pass'), planarToRgb(analysis.highPass.pixels, width, height).data);
  assert.deepEqual(shown.pictures!.find(({ label }) => label === 'Spectrum')!.radii, [21]);
});

test('a ring, where one is asked for', async () => {
  const sheet = await spectrum({ images: [chelsea], radius: [4, 9] }, callContext());
  assert.match(section(sheet, 'chelsea.jpg').notes![1]!, /^Low-pass keeps what lies outside the ring from 4 to 9 bins/);
  assert.deepEqual(section(sheet, 'chelsea.jpg').pictures![1]!.radii, [4, 9]);
  const tooLarge = await spectrum({ images: [chelsea], radius: 150 }, callContext());
  assert.match(section(tooLarge, 'chelsea.jpg').problem!, /radius 150 does not fit a 451 x 300 image/);
});

test('octaves cover the profile once', async () => {
  const { signal } = callContext();
  const image = await decodeImage(chelsea);
  const { radialProfile } = await withRuntime(() => analyseSpectrum(image), signal);
  const found = octaves(radialProfile);
  assert.deepEqual(
    found.slice(0, 4).map(({ from, to }) => [from, to]),
    [
      [0, 0],
      [1, 1],
      [2, 3],
      [4, 7],
    ],
  );
  assert.equal(found.at(-1)!.to, radialProfile.length - 1);
  const sum = found.reduce((total, { share }) => total + share, 0);
  assert.ok(Math.abs(sum - 1) < 1e-5, `shares add up to ${sum}`);
});

test('a file that cannot be read gets a section that says why, and the others still show', async t => {
  const folder = await temporaryFolder(t);
  const broken = join(folder, 'broken.png');
  await write(broken, 'no picture');
  const context = callContext();
  const sheet = await spectrum({ images: [broken, chelsea, join(folder, 'gone.jpg')] }, context);
  assert.match(section(sheet, 'broken.png').problem!, /broken\.png cannot be used: it is not a JPEG/);
  assert.match(section(sheet, 'gone.jpg').problem!, /there is no such file/);
  assert.equal(section(sheet, 'chelsea.jpg').pictures!.length, 5);
  assert.deepEqual(context.reported.at(-1), { done: 2, total: 3 });
});

test('large images are made smaller, and the sheet says so', async t => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'large.png');
  await picture(1000, 500).png().toFile(file);
  const shown = section(await spectrum({ images: [file] }, callContext()), 'large.png');
  assert.match(shown.notes![0]!, /^1000 × 500 pixels, computed at 768 × 384\.$/);
  const panorama = { width: 3000, height: 10, data: new Uint8Array(3 * 30000) };
  assert.deepEqual([atLookingSize(panorama).width, atLookingSize(panorama).height], [768, 3]);
});

test('a folder is shown by images spread over it, and the sheet says so', async t => {
  const folder = await temporaryFolder(t);
  const one = await picture(24, 24).png().toBuffer();
  for (let i = 0; i < 40; i++) await write(join(folder, `${i}.png`), one);
  const sheet = await spectrum({ images: [folder] }, callContext());
  assert.equal(sheet.sections.length, 12);
  assert.deepEqual([sheet.sections[0]!.heading, sheet.sections[11]!.heading], ['1.png', '38.png']);
  assert.match(sheet.summary, /12 images spread evenly over /);
});

test('files of one name are told apart by their folders', async t => {
  const folder = await temporaryFolder(t);
  const files = ['a/1.png', 'b/1.png'].map(path => join(folder, path));
  for (const file of files) await write(file, await picture(24, 24).png().toBuffer());
  const sheet = await spectrum({ images: files }, callContext());
  assert.deepEqual(
    sheet.sections.map(({ heading }) => heading),
    ['a/1.png', 'b/1.png'],
  );
});

test('a call that was cancelled computes nothing', async () => {
  const signal = AbortSignal.abort();
  await assert.rejects(spectrum({ images: [chelsea] }, { ...callContext(), signal }), { name: 'AbortError' });
});
