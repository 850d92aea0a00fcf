import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdamW } from '../../extension/engine/optimisation/adamw.js';
import { LossScale } from '../../extension/engine/training/lossScale.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { pretextStep } from '../support/pretextStep.js';
import { tinyConfig, tinyModel } from '../support/tinyVit.js';

test('it starts at 65536, is halved where a gradient overflows, and doubled after 2000 updates without', () => {
  const scale = new LossScale();
  assert.equal(scale.state.scale, 65536);
  assert.equal(scale.take(false, true), false);
  assert.deepEqual(scale.values, { lossScale: 32768, skipped: 1 });
  for (let i = 0; i < 1999; i++) assert.equal(scale.take(true, true), true);
  assert.equal(scale.state.scale, 32768);
  scale.take(true, true);
  assert.deepEqual(scale.values, { lossScale: 65536, skipped: 1 });
  scale.take(true, true);
  assert.equal(scale.state.scale, 65536, 'they are counted anew');
});

test('a gradient of several that overflows makes their update a skipped one', () => {
  const scale = new LossScale();
  assert.deepEqual(
    [scale.take(true, false), scale.take(false, false), scale.take(true, false), scale.take(true, true)],
    [true, false, false, false],
  );
  assert.deepEqual(scale.values, { lossScale: 32768, skipped: 1 });
  assert.equal(scale.take(true, false), true, 'the next one is another matter');
  scale.take(false, false);
  scale.forget();
  assert.equal(scale.take(true, true), true);
});

test('it helps no more below 1', () => {
  const scale = new LossScale();
  for (let i = 0; i < 16; i++) scale.take(false, true);
  assert.equal(scale.state.scale, 1);
  assert.ok(!scale.isExhausted);
  scale.take(false, true);
  assert.ok(scale.isExhausted);
});

const images = lcg(4 * 3 * 256, 17);

function trainer(accumulation: number, lossScale?: LossScale) {
  const config = tinyConfig();
  config.TRAIN.CLIP_GRAD = null;
  config.TRAIN.ACCUMULATION_STEPS = accumulation;
  const model = tinyModel(config);
  const optimiser = new AdamW(model.parameters, { betas: [0.9, 0.95], epsilon: 1e-8, weightDecay: 0.05 });
  const step = pretextStep(model, optimiser, config, undefined, { lossScale });
  const run = (updates = true) =>
    step.run({ images, lowPass: Uint8Array.of(1, 0, 1, 0), step: 0, rates: () => 1e-3, update: 1, updates });
  const values = () => [...model.parameters.all(), ...optimiser.variables()].map(v => v.dataSync().slice());
  return { run, values };
}

onEachBackend('a scaled loss', use => {
  test('makes the same update', async () => {
    await use();
    const [plain, scaled] = [trainer(1), trainer(1, new LossScale())];
    const [expected, found] = [await plain.run(), await scaled.run()];
    assertClose([found.loss, found.gradNorm!], [expected.loss, expected.gradNorm!], 'report', 1e-6);
    for (const [i, values] of plain.values().entries()) assertClose(scaled.values()[i]!, values, `variable ${i}`, 1e-5);
  });

  test('that overflows changes nothing, and has no gradient norm', async () => {
    await use();
    const lossScale = new LossScale();
    const { run, values } = trainer(1, lossScale);
    const before = values();
    lossScale.state = { ...lossScale.state, scale: Number.POSITIVE_INFINITY };
    const { loss, gradNorm } = await run();
    assert.ok(Number.isFinite(loss));
    assert.equal(gradNorm, undefined);
    assert.deepEqual(values(), before);
    assert.deepEqual(lossScale.values, { lossScale: Number.POSITIVE_INFINITY, skipped: 1 });
    lossScale.state = { ...lossScale.state, scale: 2 ** 16 };
    assert.ok((await run()).gradNorm! > 0);
    assert.notDeepEqual(values(), before);
  });

  test('that overflows takes the gradients with it that were summed up before', async () => {
    await use();
    const lossScale = new LossScale();
    const { run, values } = trainer(2, lossScale);
    const before = values();
    await run(false);
    lossScale.state = { ...lossScale.state, scale: Number.POSITIVE_INFINITY };
    await run(true);
    assert.deepEqual(values(), before);
    const plain = trainer(2);
    lossScale.state = { ...lossScale.state, scale: 1 };
    for (const { run: once } of [plain, { run }]) for (const updates of [false, true]) await once(updates);
    for (const [i, expected] of plain.values().entries()) assertClose(values()[i]!, expected, `variable ${i}`, 1e-5);
  });
});
