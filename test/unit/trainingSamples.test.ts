import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSafetensors } from '../../extension/engine/checkpoint/safetensors.js';
import { toFloat32 } from '../../extension/engine/checkpoint/tensorData.js';
import { defaultConfig } from '../../extension/engine/config/schema.js';
import { keepsConstantTerm } from '../../extension/engine/corruption/keptPicture.js';
import { restored } from '../../extension/engine/corruption/restored.js';
import { openImageFolder } from '../../extension/engine/data/folder.js';
import { keepFrequencies } from '../../extension/engine/frequency/keepFrequencies.js';
import { circle, complement, shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { bandLoss } from '../../extension/engine/inspect/spectrum/bandLoss.js';
import { chooseSamples, PretextSamples } from '../../extension/engine/methods/mfm/samples.js';
import { Random } from '../../extension/engine/random.js';
import { panelsOf } from '../../extension/engine/report/samplePanels.js';
import { readSamples } from '../../extension/engine/runs/sampleFiles.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { openTrainingImages } from '../../extension/engine/training/images.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { assertClose } from '../support/close.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyConfig, tinyModel } from '../support/tinyVit.js';
import { userError } from '../support/userError.js';
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
  const { paths } = await chooseSamples(images, config, (entry, reason) => given.push([entry, reason]));
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
  const samples = await chooseSamples(images, config, () => {});
  const model = tinyModel(config);
  assert.deepEqual(model.input.std, [1, 2, 4]);
  const writer = new PretextSamples(model, config, samples, folder);
  const { file, values } = await writer.write(1, 3);
  const raw = toFloat32((await readSafetensors(file)).tensors.get('prediction')!);
  const { samples: read, heldOut } = await readSamples({ file, step: 3 });
  assert.equal(heldOut, false);
  // Of bytes what the model was given is known to half a level, so their PSNR is not known to the last digit.
  const gains = read.map(sample => panelsOf(sample)).map(([input, whole]) => whole!.psnr! - input!.psnr!);
  assertClose([values['sampleGain']!], [(gains[0]! + gains[1]!) / 2], 'gain', 0.02);
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

test('images that are held out are not trained on, and the samples are of them', async t => {
  const folder = await temporaryFolder(t);
  await writePictures(folder, ['a/0.png', 'a/1.png', 'b/2.png', '3.png', '4.png']);
  const config = tinyConfig();
  Object.assign(config.DATA, { DATA_PATH: folder, BATCH_SIZE: 2, VAL_SPLIT: 0.4 });
  const training = await openTrainingImages(config);
  const held = training.heldOut!.entries.map(({ path }) => path);
  assert.deepEqual([training.entries.length, held.length], [3, 2]);
  assert.ok(training.entries.every(({ path }) => !held.includes(path)));
  const { paths, heldOut } = await chooseSamples(training, config, () => {});
  assert.deepEqual([paths.sort(), heldOut], [held.sort(), true]);

  const others = await temporaryFolder(t);
  await writePictures(others, ['5.png']);
  const named = await openTrainingImages({ ...config, DATA: { ...config.DATA, VAL_PATH: others } });
  assert.equal(named.entries.length, 5);
  assert.deepEqual((await chooseSamples(named, config, () => {})).paths, ['5.png']);
  config.DATA.DATA_PATH = others;
  config.DATA.BATCH_SIZE = 1;
  await assert.rejects(
    openTrainingImages(config),
    userError(/DATA\.VAL_SPLIT holds images out, and there is only one/),
  );
});

test('a run that takes the high frequencies alone, or the low ones, has samples of that alone', async t => {
  const folder = await temporaryFolder(t);
  await writePictures(folder, ['0.png', '1.png', '2.png']);
  const config = tinyConfig();
  const images = await openImageFolder(folder);
  const kept = async (ratio: number) => {
    config.DATA.SAMPLE_RATIO = ratio;
    const { taken } = await chooseSamples(images, config, () => {});
    return [0, 1, 2].map(i => keepsConstantTerm(taken.masks!.subarray(i * 256, (i + 1) * 256), 16, 16));
  };
  assert.deepEqual(await kept(1), [true, true, true]);
  assert.deepEqual(await kept(0), [false, false, false]);
  assert.deepEqual(await kept(0.3), [true, false, true]);
});

test('a restored image has the frequencies that the mask kept, and the predicted ones in the place of the others', () => {
  const random = new Random(7);
  const noise = () => Float32Array.from({ length: 3 * 8 * 6 }, () => random.uniform() / 4);
  const [original, prediction] = [noise(), noise()];
  const mask = shapedMask(8, 6, circle(2, 999));
  const whole = restored(
    original,
    prediction.map(value => value + 0.3),
    mask,
    8,
    6,
  );
  const parts = keepFrequencies(prediction, complement(mask), 8, 6);
  assertClose(
    whole,
    keepFrequencies(original, mask, 8, 6).map((value, i) => Math.min(1, Math.max(0, value + parts[i]!))),
    'whole',
    1e-6,
  );
  assertClose(restored(original, prediction, undefined, 8, 6), prediction, 'without a mask');
  assert.deepEqual(restored(Float32Array.of(0.5), Float32Array.of(7), undefined, 1, 1), Float32Array.of(1));
});
