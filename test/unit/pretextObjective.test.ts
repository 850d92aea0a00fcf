import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskBand } from '../../extension/engine/config/maskBand.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { complement, shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { Reconstructor } from '../../extension/engine/methods/mfm/reconstruct.js';
import { AdamW } from '../../extension/engine/optimisation/adamw.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { type PretextBatch, pretextStep } from '../support/pretextStep.js';
import { maskedSpectralLoss } from '../support/spectralLoss.js';
import { tinyConfig, tinyModel } from '../support/tinyVit.js';

const SIZE = 16;
const LENGTH = 3 * SIZE * SIZE;
const images = lcg(3 * LENGTH, 21);
/** What another task could have left of them; values leave [0, 1]. */
const degraded = lcg(3 * LENGTH, 22).map(u => 1.4 * u - 0.2);
const imageOf = (values: Float32Array, b: number) => values.slice(b * LENGTH, (b + 1) * LENGTH);

function configOf(changes: Partial<Config['DATA']>): Config {
  const config = tinyConfig();
  Object.assign(config.DATA, changes);
  config.TRAIN.CLIP_GRAD = null;
  return config;
}

/** The loss of a first training step, and what the parameters are after it. */
async function trained(config: Config, batch: Omit<PretextBatch, 'images'>, bands = [maskBand(config)]) {
  const model = tinyModel(config);
  const optimiser = new AdamW(model.parameters, { betas: [0.9, 0.95], epsilon: 1e-8, weightDecay: 0 });
  const step = pretextStep(model, optimiser, config, bands);
  const output = await step.run({ ...batch, images, step: 0, rates: () => 1e-3, update: 1, updates: true });
  return { ...output, output, values: model.parameters.all().map(v => v.dataSync().slice()) };
}

const low = (r1: number) => shapedMask(SIZE, SIZE, { shape: 'circle', r1, r2: 999, areaMatched: false });
const none = new Float32Array(SIZE * SIZE);
const stacked = (...masks: Float32Array[]) => Float32Array.from(masks.flatMap(mask => [...mask]));

/** The 'masked' loss of a batch by its definition: all removed frequencies count the same. @param of the images that count */
function batchLoss(prediction: Float32Array, masks: Float32Array[], of = masks.map((_, b) => b)): number {
  const counts = of.map(b => masks[b]!.filter(kept => kept === 0).length);
  const losses = of.map(b => maskedSpectralLoss(imageOf(prediction, b), imageOf(images, b), masks[b]!, SIZE));
  return losses.reduce((sum, loss, i) => sum + loss * counts[i]!, 0) / counts.reduce((sum, count) => sum + count, 0);
}

onEachBackend('pretext objective', use => {
  test('without a mask the encoder sees the degraded images, and every frequency of the clean ones counts', async () => {
    await use();
    const config = configOf({ FILTER_TYPE: 'denoise' });
    for (const target of ['normal', 'masked'] as const) {
      config.MODEL.RECOVER_TARGET_TYPE = target;
      const reconstructor = new Reconstructor(tinyModel(config), config);
      const { corrupted, prediction, loss } = await reconstructor.run(images, { degraded });
      assertClose(corrupted, degraded, 'corrupted', 1e-7);
      assertClose([loss], [batchLoss(prediction, [none, none, none])], 'loss');
      const step = await trained(config, { degraded, lowPass: Uint8Array.of(1, 0, 1) });
      assertClose([step.loss], [loss], 'loss of the step', 1e-6);
      reconstructor.dispose();
    }
  });

  test('in a mixture the mask applies to some images; of the others all frequencies count', async () => {
    await use();
    const config = configOf({ TASKS: ['mfm', 'sr'] });
    const masks = stacked(low(3), complement(low(3)), low(3));
    const masked = Uint8Array.of(1, 0, 1);
    const reconstructor = new Reconstructor(tinyModel(config), config);
    const mixed = await reconstructor.run(images, { degraded, masks, masked });
    const filtered = await reconstructor.run(degraded, { masks });
    for (const b of [0, 2])
      assertClose(imageOf(mixed.corrupted, b), imageOf(filtered.corrupted, b), `image ${b}`, 1e-6);
    assertClose(imageOf(mixed.corrupted, 1), imageOf(degraded, 1), 'an image without a mask', 1e-7);
    assertClose([mixed.loss], [batchLoss(mixed.prediction, [low(3), none, low(3)])], 'loss');
    const step = await trained(config, { degraded, masked, lowPass: Uint8Array.of(1, 0, 1) });
    // By kind: two low-pass images, and one without a mask; no high-pass one, so no value.
    const byKind = [low(3), none, low(3)];
    assertClose([step.output['lossLow']!], [batchLoss(mixed.prediction, byKind, [0, 2])], 'low-pass', 1e-5);
    assertClose([step.output['lossSr']!], [batchLoss(mixed.prediction, byKind, [1])], 'super-resolution', 1e-5);
    assert.ok(!('lossHigh' in step.output));
    assertClose([step.loss], [mixed.loss], 'loss of the step', 1e-6);
    reconstructor.dispose();
  });

  test('in a chain the mask applies to what the other tasks left of every image', async () => {
    await use();
    const config = configOf({ TASKS: ['mfm', 'sr'], TASKS_MODE: 'chain' });
    const masks = [low(3), complement(low(3)), low(3)];
    const reconstructor = new Reconstructor(tinyModel(config), config);
    const { prediction, loss } = await reconstructor.run(images, { degraded, masks: stacked(...masks) });
    assertClose([loss], [batchLoss(prediction, masks)], 'loss');
    const step = await trained(config, { degraded, lowPass: Uint8Array.of(1, 0, 1) });
    assertClose([step.loss], [loss], 'loss of the step', 1e-6);
    reconstructor.dispose();
  });

  test('each image has the band of its number', async () => {
    await use();
    const config = configOf({});
    const radii = [2, 5];
    const bands = radii.map(radius => maskBand(config, radius));
    const masks = [low(5), complement(low(2)), low(2)];
    const reconstructor = new Reconstructor(tinyModel(config), config);
    const { prediction, loss } = await reconstructor.run(images, { masks: stacked(...masks) });
    assertClose([loss], [batchLoss(prediction, masks)], 'loss');
    const step = await trained(config, { lowPass: Uint8Array.of(1, 0, 1), bands: Uint8Array.of(1, 0, 0) }, bands);
    assertClose([step.output['lossHigh']!], [batchLoss(prediction, masks, [1])], 'high-pass', 1e-5);
    assertClose([step.output['lossLow']!], [batchLoss(prediction, masks, [0, 2])], 'low-pass', 1e-5);
    assertClose([step.loss], [loss], 'loss of the step', 1e-6);
    reconstructor.dispose();
  });

  test('one band for all is the config without bands, bit for bit', async () => {
    await use();
    const config = configOf({});
    const batch = { lowPass: Uint8Array.of(1, 0, 1) };
    const expected = await trained(config, batch);
    assert.deepEqual(
      await trained(config, { ...batch, bands: new Uint8Array(3), masked: Uint8Array.of(1, 1, 1) }),
      expected,
    );
  });

  test('a batch that lacks what the tasks need is a defect that is named', async () => {
    await use();
    const config = configOf({ FILTER_TYPE: 'sr' });
    await assert.rejects(trained(config, { lowPass: Uint8Array.of(1, 0, 1) }), /The batch has no degraded/);
  });
});
