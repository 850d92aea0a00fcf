import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSafetensors } from '../../extension/engine/checkpoint/safetensors.js';
import { toFloat32 } from '../../extension/engine/checkpoint/tensorData.js';
import { defaultConfig } from '../../extension/engine/config/schema.js';
import { trainingBands } from '../../extension/engine/data/adaptiveRadii.js';
import { openImageFolder } from '../../extension/engine/data/folder.js';
import { bandLoss } from '../../extension/engine/inspect/spectrum/bandLoss.js';
import { chooseSamples, PretextSamples } from '../../extension/engine/methods/mfm/samples.js';
import { readSamples } from '../../extension/engine/runs/sampleFiles.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { assertClose } from '../support/close.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyConfig, tinyModel } from '../support/tinyVit.js';
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

test('a file of samples says by which statistics its predictions are to be read', async t => {
  useRuntime(await createWasmRuntime());
  const folder = await temporaryFolder(t);
  await writePictures(folder, ['0.png', '1.png']);
  const config = tinyConfig();
  Object.assign(config.DATA, { DATA_PATH: folder, MEAN: [0.5, 0, 0.25], STD: [1, 2, 4] });
  const images = await openImageFolder(folder);
  const samples = await chooseSamples(images, config, await trainingBands(config, images), () => {});
  const model = tinyModel(config);
  assert.deepEqual(model.input.std, [1, 2, 4]);
  const writer = new PretextSamples(model, config, samples, folder);
  const file = await writer.write(1, 3);
  const raw = toFloat32((await readSafetensors(file)).tensors.get('prediction')!);
  const { samples: read } = await readSamples({ file, step: 3 });
  const plane = 16 * 16;
  for (const [i, { prediction, statistics }] of read.entries()) {
    assert.deepEqual(statistics, { mean: [0.5, 0, 0.25], std: [1, 2, 4] });
    const own = raw.subarray(i * 3 * plane, (i + 1) * 3 * plane);
    assertClose(
      prediction,
      own.map((value, k) => value * [1, 2, 4][Math.floor(k / plane)]! + [0.5, 0, 0.25][Math.floor(k / plane)]!),
      'pixels',
    );
  }
  const loss = bandLoss(read).loss;
  const wider = bandLoss(read.map(sample => ({ ...sample, statistics: { mean: [0, 0, 0], std: [2, 4, 8] } }))).loss;
  const known = [...loss.keys()].filter(band => Number.isFinite(loss[band]));
  assertClose(
    known.map(band => wider[band]!),
    known.map(band => loss[band]! / 2),
    'loss per band',
  );
  model.parameters.dispose();
});
