import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../extension/engine/config/schema.js';
import { writeOnnx } from '../../extension/engine/export/onnx/writeOnnx.js';
import { cells } from '../../extension/engine/input/grid.js';
import { imagenetStatistics, sideOf } from '../../extension/engine/input/input.js';
import { normalise } from '../../extension/engine/input/normalise.js';
import { createClassifier } from '../../extension/engine/models/classifier.js';
import { createModel } from '../../extension/engine/models/model.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { onnxRun, setAll, tensorsOf } from '../support/onnxRun.js';
import { convnextCases, convnextConfig } from '../support/smallConvnext.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyConfig } from '../support/tinyVit.js';

before(async () => useRuntime(await createWasmRuntime()));

/** Settings of the vision transformer that change its operations. */
const variants: Record<string, Partial<Config['MODEL']['VIT']>> = {
  'learned positions': {},
  'sin-cos positions': { USE_APE: false, USE_FPE: true },
  'a position table in each block, layer scale': { USE_APE: false, USE_RPB: true, INIT_VALUES: 0.1 },
  'a shared position table, no biases of queries': { USE_SHARED_RPB: true, QKV_BIAS: false },
};

for (const [name, settings] of Object.entries(variants)) {
  const config = tinyConfig();
  Object.assign(config.MODEL.VIT, settings);

  test(`the ONNX encoder gives what ours gives: ViT, ${name}`, t => encoderAgrees(t, config));

  for (const mean of [true, false]) {
    const fineTuned = structuredClone(config);
    fineTuned.MODEL.VIT.USE_MEAN_POOLING = mean;
    const head = mean ? 'mean of the tokens' : 'class token';
    test(`the ONNX classifier gives what ours gives: ViT, ${name}, ${head}`, t => classifierAgrees(t, fineTuned));
  }
}

/** Shifted windows and none, merging, a grid that is a window; with each option the other way round. */
const swins: Record<string, Partial<Config['MODEL']['SWIN']>> = {
  'as it is': {},
  'without the norm of patches and biases, with positions': { PATCH_NORM: false, QKV_BIAS: false, APE: true },
  'with a scale of its own': { QK_SCALE: 0.3 },
};

for (const [name, settings] of Object.entries(swins)) {
  test(`the ONNX encoder and classifier give what ours give: Swin ${name}`, async t => {
    const config = tinyConfig();
    config.MODEL.TYPE = 'swin';
    Object.assign(config.MODEL.SWIN, {
      PATCH_SIZE: 2,
      EMBED_DIM: 8,
      DEPTHS: [2, 2],
      NUM_HEADS: [2, 4],
      WINDOW_SIZE: 4,
    });
    Object.assign(config.MODEL.SWIN, settings);
    await encoderAgrees(t, config);
    await classifierAgrees(t, config);
  });
}

for (const [BLOCK, LAYERS] of [
  ['bottleneck', [1, 2, 1, 1]],
  ['basic', [1, 1, 2, 1]],
] as const) {
  test(`the ONNX encoder and classifier give what ours give: ResNet of ${BLOCK} blocks`, async t => {
    const config = tinyConfig();
    config.MODEL.TYPE = 'resnet';
    config.DATA.IMG_SIZE = 64;
    Object.assign(config.MODEL.RESNET, { BLOCK, LAYERS, WIDTH: 8 });
    await encoderAgrees(t, config);
    await classifierAgrees(t, config);
  });
}

for (const [name, expected] of Object.entries(convnextCases)) {
  test(`the ONNX encoder and classifier give what ours give: ConvNeXt, ${name}`, async t => {
    const config = convnextConfig(expected);
    await encoderAgrees(t, config);
    await classifierAgrees(t, config);
  });
}

test('the batch may have any size', async t => {
  const config = tinyConfig();
  const model = createModel(config);
  setAll(model.parameters);
  const file = join(await temporaryFolder(t), 'encoder.onnx');
  await writeOnnx(file, { config, part: 'encoder' }, tensorsOf(model.parameters));
  const pixels = lcg(5 * 3 * 16 * 16, 9);
  const all = await onnxRun(file, pixels, 16);
  const one = await onnxRun(file, pixels.slice(0, 3 * 16 * 16), 16);
  assert.deepEqual(one['class_token']!.dims, [1, 16]);
  assertClose(one['features']!.data, all['features']!.data.slice(0, 16 * 16), 'features');
  model.parameters.dispose();
});

async function encoderAgrees(t: TestContext, config: Config): Promise<void> {
  const model = createModel(config);
  const { input, grid, width, classToken } = model.encoder;
  const size = sideOf(input);
  setAll(model.parameters);
  const pixels = lcg(3 * 3 * size * size, 9);
  const rows = tf.tidy(() => model.encode(normalise(tf.tensor4d(pixels, [3, 3, size, size]), imagenetStatistics)));
  const expected = tf.reshape(rows, [3, -1, width]);
  const file = join(await temporaryFolder(t), 'encoder.onnx');
  await writeOnnx(file, { config, part: 'encoder' }, tensorsOf(model.parameters));
  const { features, class_token } = await onnxRun(file, pixels, size);
  const first = classToken ? 1 : 0;
  assert.deepEqual(features!.dims, [3, cells(grid), width]);
  assertClose(features!.data, tf.slice(expected, [0, first, 0], [-1, -1, -1]).dataSync(), 'features', 1e-5);
  if (classToken) assertClose(class_token!.data, tf.slice(expected, [0, 0, 0], [-1, 1, -1]).dataSync(), 'class_token');
  else assert.equal(class_token, undefined);
  model.parameters.dispose();
}

async function classifierAgrees(t: TestContext, config: Config): Promise<void> {
  const classifier = createClassifier(config, 7);
  const size = sideOf(classifier.input);
  setAll(classifier.parameters);
  const pixels = lcg(2 * 3 * size * size, 9);
  const expected = tf.tidy(() =>
    classifier.classify(normalise(tf.tensor4d(pixels, [2, 3, size, size]), imagenetStatistics)),
  );
  const file = join(await temporaryFolder(t), 'classifier.onnx');
  await writeOnnx(file, { config, part: 'classifier', classes: 7 }, tensorsOf(classifier.parameters));
  const { logits } = await onnxRun(file, pixels, size);
  assert.deepEqual(logits!.dims, [2, 7]);
  assertClose(logits!.data, expected.dataSync(), 'logits');
  classifier.parameters.dispose();
}
