import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultConfig } from '../../extension/engine/config/schema.js';
import { trainingBands } from '../../extension/engine/data/adaptiveRadii.js';
import { openImageFolder } from '../../extension/engine/data/folder.js';
import { chooseSamples } from '../../extension/engine/methods/mfm/samples.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { truncatedJpeg, write, writePictures } from './dataFixtures.js';

/** The samples of a folder of six pictures, of which these end half-way. */
async function samplesOf(folder: string, bad: number[]) {
  const config = defaultConfig();
  Object.assign(config.DATA, { DATA_PATH: folder, IMG_SIZE: 8, MASK_RADIUS1: 2 });
  config.SAMPLES.COUNT = 3;
  await writePictures(folder, ['0.png', '1.png', '2.png', '3.png', '4.png', '5.png']);
  for (const i of bad) await write(`${folder}/${i}.png`, await truncatedJpeg());
  const images = await openImageFolder(folder);
  const given: [number, string][] = [];
  const bands = await trainingBands(config, images);
  const { paths } = await chooseSamples(images, config, bands, (entry, reason) => given.push([entry, reason]));
  return { paths, given };
}

test('samples are spread over the folder; those that cannot be decoded give way to the next and are told', async t => {
  const folder = await temporaryFolder(t);
  assert.deepEqual(await samplesOf(folder, []), { paths: ['1.png', '3.png', '5.png'], given: [] });
  const reason = 'the file is truncated or damaged';
  assert.deepEqual(await samplesOf(folder, [1, 2, 5]), {
    paths: ['3.png', '4.png', '0.png'],
    given: [1, 2, 5].map(entry => [entry, reason]),
  });
  assert.deepEqual((await samplesOf(folder, [0, 1, 2, 3, 4])).paths, ['5.png']);
});
