import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { prepareImage } from '../../../extension/engine/data/prepare.js';
import { analyseSpectrum } from '../../../extension/engine/inspect/spectrum.js';
import { planarToRgb } from '../../../extension/engine/pictures/planar.js';
import { percent } from '../../../extension/engine/report/format.js';
import { withRuntime } from '../../../extension/worker/compute.js';
import { masks } from '../../../extension/worker/methods/masks.js';
import { root } from '../../support/root.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { userError } from '../../support/userError.js';
import { callContext, photos, pixelsOf, section } from './sheetsCalls.js';

const demo = { file: `${root}examples/configs/demo.yaml` };

test('masks of the demo: what is kept, by whom, and what the network sees', async () => {
  const sheet = await masks({ config: demo }, callContext());
  assert.equal(sheet.title, 'Masks of demo.yaml');
  assert.match(sheet.summary, /counts the removed frequencies only/);
  // 145 points of the grid lie within less than 7 of its centre.
  assert.deepEqual(section(sheet, 'Masks').tables![0]!.rows, [
    ['Low-pass', '145 of 9\u202f216', '1.57 %', '50.00 %'],
    ['High-pass', '9\u202f071 of 9\u202f216', '98.43 %', '50.00 %'],
  ]);
  assert.equal(sheet.sections.length, 7);
});

test('the pictures are those that the engine prepares and masks', async () => {
  const file = `${photos}animals/chelsea.jpg`;
  const sheet = await masks({ config: demo, images: [file] }, callContext());
  const image = await prepareImage(file, 96);
  const { signal } = callContext();
  const { lowPass, keptEnergy } = await withRuntime(() => analyseSpectrum(image, { radius: 7 }), signal);
  const shown = section(sheet, 'chelsea.jpg');
  assert.deepEqual(await pixelsOf(shown, 'Input'), image.data);
  assert.deepEqual(await pixelsOf(shown, 'Low-pass'), planarToRgb(lowPass.pixels, 96, 96).data);
  assert.ok(shown.notes!.join(' ').includes(`Low-pass keeps ${percent(keptEnergy.withDc)} of the energy`));
});

test('unsaved text and overrides count, and a ring has two circles', async () => {
  const text = `DATA: {DATA_PATH: ${photos}fish, IMG_SIZE: 64, MASK_RADIUS1: 4, SAMPLE_RATIO: 0.3}\nMODEL: {RECOVER_TARGET_TYPE: normal}`;
  const config = {
    file: '/nowhere/unsaved.yaml',
    text,
    overrides: [['DATA.MASK_RADIUS2', '20']] as [string, string][],
  };
  const sheet = await masks({ config }, callContext());
  assert.match(sheet.summary, /counts all frequencies/);
  assert.equal(section(sheet, 'Masks').tables![0]!.rows[0]![3], '30.00 %');
  assert.deepEqual(sheet.sections[1]!.pictures![1]!.radii, [4, 20]);
});

test('configs that have nothing to show are refused with a sentence', async t => {
  const folder = await temporaryFolder(t);
  const call = (text: string) => masks({ config: { file: join(folder, 'a.yaml'), text } }, callContext());
  await assert.rejects(call('DATA: {IMG_SIZE: 96}'), userError(/a\.yaml: DATA\.DATA_PATH is empty/));
  await assert.rejects(call('DATA: {DATA_PATH: empty}'), userError(/The folder .*empty cannot be read/));
  await assert.rejects(call('DATA: {FILTER_TYPE: sr}'), userError(/'sr', which takes no frequencies/));
  await assert.rejects(call('DATA: {IMG_SIZE: 0}'), userError(/a\.yaml:1:\d+: DATA\.IMG_SIZE must be/));
});
