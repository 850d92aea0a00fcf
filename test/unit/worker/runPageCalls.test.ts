import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSafetensors } from '../../../extension/engine/checkpoint/safetensors.js';
import { restored } from '../../../extension/engine/corruption/restored.js';
import { bandLoss } from '../../../extension/engine/inspect/spectrum/bandLoss.js';
import { bandRanges, weightedMean } from '../../../extension/engine/inspect/spectrum/bandRanges.js';
import { pixelSpectrum } from '../../../extension/engine/inspect/spectrum/pixelSpectrum.js';
import { logMagnitude } from '../../../extension/engine/inspect/spectrum/spectrumMaps.js';
import { psnr } from '../../../extension/engine/pictures/psnr.js';
import { RunFolder } from '../../../extension/engine/runs/runFolder.js';
import { readSamples } from '../../../extension/engine/runs/sampleFiles.js';
import { sampleName } from '../../../extension/engine/runs/sampleNames.js';
import { bands } from '../../../extension/worker/methods/bands.js';
import { sample } from '../../../extension/worker/methods/sample.js';
import { writeDegradedSamples } from '../../support/degradedSamples.js';
import { withFolder, writeFakeSamples } from '../../support/fakeRun.js';
import { userError } from '../../support/userError.js';
import { callContext } from '../../support/workerCalls.js';

const context = () => callContext() as never;
const fileOf = (run: string, step: number) => join(RunFolder.open(run).samplesDir, sampleName(step));

test('a sample has its panels, their spectra and figures as the engine computes them', async () => {
  await withFolder(async run => {
    await writeFakeSamples(run, [0, 12], 48);
    const pictures = await sample({ run, step: 12, image: 1 }, context());
    assert.deepEqual(
      pictures.panels.map(({ name }) => name),
      ['Input', 'Restored', 'Original', 'Error', 'Prediction'],
    );
    assert.deepEqual([pictures.name, pictures.images, pictures.width], ['texture/brick.jpg', 4, 48]);
    assert.match(pictures.corruption, /predicts the coarser rest/);
    const { samples } = await readSamples({ file: fileOf(run, 12), step: 12 });
    const { original, prediction, mask } = samples[1]!;
    const { tensors } = await readSafetensors(fileOf(run, 12), ['input']);
    const plane = 48 * 48;
    const bytes = tensors.get('input')!.data.subarray(3 * plane, 6 * plane);
    const [, whole, first, error, predicted] = pictures.panels;
    assert.deepEqual([...first!.pixels!.subarray(0, 3)], [bytes[0], bytes[plane], bytes[2 * plane]]);
    assert.equal(predicted!.psnr, psnr(prediction, original));
    assert.deepEqual(predicted!.spectrum, logMagnitude(pixelSpectrum(prediction, 48, 48)));
    const full = restored(original, prediction, mask, 48, 48);
    assert.equal(whole!.psnr, psnr(full, original));
    const difference = [0, 1, 2].map(c => Math.abs(full[c * plane + 7]! - original[c * plane + 7]!));
    assert.ok(Math.abs(error!.error![7]! - difference.reduce((a, b) => a + b) / 3) < 1e-6);
    const { loss, count } = bandLoss([samples[1]!]);
    assert.equal(pictures.loss, weightedMean(loss, count, 0, loss.length));
  });
});

test('of a degraded image it is said what was done, and the line of a mask is drawn where there is one', async () => {
  await withFolder(async run => {
    await writeDegradedSamples(run, 12, 16);
    const pictures = await Promise.all([0, 1, 2].map(image => sample({ run, step: 12, image }, context())));
    assert.deepEqual(
      pictures.map(({ corruption }) => corruption),
      [
        'Made 4 times smaller and back.',
        'The model sees less than 3 cycles per image and predicts the finer rest.',
        'Blurred. The model sees less than 3 cycles per image and predicts the finer rest.',
      ],
    );
    assert.deepEqual(
      pictures.map(({ mask }) => mask.radii),
      [[], [3], [3]],
    );
  });
});

test('a sample that is not there, or not one, is refused with a sentence', async () => {
  await withFolder(async run => {
    await writeFakeSamples(run, [12], 16);
    await assert.rejects(sample({ run, step: 12, image: 4 }, context()), userError(/no image 5/));
    await assert.rejects(sample({ run, step: 13, image: 0 }, context()), userError(/step-000013/));
    await writeFile(fileOf(run, 14), 'nothing');
    await assert.rejects(sample({ run, step: 14, image: 0 }, context()), userError(/not a safetensors file|truncated/));
  });
});

test('bands come for every step that can be read, and fall where predictions get sharper', async () => {
  await withFolder(async run => {
    await writeFakeSamples(run, [0, 12, 24], 48);
    await writeFile(fileOf(run, 36), 'nothing');
    const found = await bands({ run, steps: [0, 36, 24] }, context());
    assert.deepEqual(
      found.map(({ step }) => step),
      [0, 24],
    );
    const means = found.map(({ loss, count }) =>
      bandRanges(loss.length).map(({ from, to }) => weightedMean(loss, count, from, to)),
    );
    assert.ok(
      means[1]!.every((value, i) => value < means[0]![i]!),
      JSON.stringify(means),
    );
    assert.ok(found[0]!.spread > 0.5 && found[0]!.spread < 1, `${found[0]!.spread}`);
  });
});

test('bands and samples that nobody wants any more are not computed', async () => {
  await withFolder(async run => {
    await writeFakeSamples(run, [0], 16);
    const stale = { signal: AbortSignal.abort(new Error('stale')), progress() {} } as never;
    await assert.rejects(bands({ run, steps: [0] }, stale), /stale/);
    await assert.rejects(sample({ run, step: 0, image: 0 }, stale), /stale/);
  });
});
