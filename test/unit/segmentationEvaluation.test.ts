import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../extension/engine/config/schema.js';
import { meanIoU } from '../../extension/engine/evaluation/meanIoU.js';
import type { Method } from '../../extension/engine/methods/method.js';
import { createMethod } from '../../extension/engine/methods/registry.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { writeShapes } from '../support/shapes.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyConfig } from '../support/tinyVit.js';
import { userError } from '../support/userError.js';
import { truncatedJpeg, write } from './dataFixtures.js';

before(async () => useRuntime(await createWasmRuntime()));

async function shapes(t: TestContext): Promise<{ folder: string; config: Config; method: Method }> {
  const folder = await temporaryFolder(t);
  await writeShapes(folder, 6, 1);
  const config = tinyConfig();
  config.MODEL.NAME = 'segment';
  Object.assign(config.DATA, { VAL_PATH: folder, IMG_SIZE: 32, BATCH_SIZE: 3 });
  Object.assign(config.SEGMENTATION, { CLASSES: 3, HEAD: 'linear' });
  return { folder, config, method: createMethod(config) };
}

/** Knows what the shapes look like, pixel by pixel: bright is the disc, red the square. */
function byColour(images: tf.Tensor): tf.Tensor {
  const [red, green] = tf.split(images, 3, 1).map(channel => tf.squeeze(channel, [1]));
  const isRed = tf.greater(red!, 0.5);
  const isGreen = tf.greater(green!, 0.5);
  const logits = [tf.logicalNot(isRed), tf.logicalAnd(isRed, isGreen), tf.logicalAnd(isRed, tf.logicalNot(isGreen))];
  return tf.stack(
    logits.map(logit => tf.cast(logit, 'float32')),
    3,
  );
}

test('who knows every pixel has a mean IoU of nearly 100, over windows and at the size of the masks', async t => {
  const { config, method } = await shapes(t);
  const evaluator = meanIoU(config, { ...method, segment: byColour, parameters: withoutState })!;
  await evaluator.prepare({ root: '', classes: [], entries: [] });
  const { values, details, warning } = await evaluator.run();
  assert.ok(
    values['miou']! > 95 && values['pixelAccuracy']! > 97 && values['meanAccuracy']! > 95,
    JSON.stringify(values),
  );
  assert.equal((details!['iou'] as number[]).length, 3);
  assert.equal(warning, undefined);
  evaluator.dispose();
  // One who always says 0 is right where 0 is, and the other classes have nothing.
  const constant = meanIoU(config, {
    ...method,
    segment: images => tf.tile(tf.tensor4d([1, 0, 0], [1, 1, 1, 3]), [images.shape[0]!, 32, 32, 1]),
    parameters: withoutState,
  })!;
  await constant.prepare({ root: '', classes: [], entries: [] });
  const none = await constant.run();
  assert.deepEqual((none.details!['iou'] as number[]).slice(1), [0, 0]);
  assert.ok(Math.abs(none.values['meanAccuracy']! - 100 / 3) < 1e-9);
  assert.ok(Math.abs(none.values['miou']! - none.values['pixelAccuracy']! / 3) < 1e-9);
});

const withoutState = { variablesOfState: () => [] as tf.Variable[] } as unknown as Method['parameters'];

test('images without a use are left out with a warning, and without any there is nothing to measure', async t => {
  const { folder, config, method } = await shapes(t);
  const evaluator = meanIoU(config, { ...method, segment: byColour, parameters: withoutState })!;
  await evaluator.prepare({ root: '', classes: [], entries: [] });
  await write(join(folder, 'images/2.png'), await truncatedJpeg());
  await write(join(folder, 'masks/3.png'), 'nothing');
  const { warning } = await evaluator.run();
  assert.match(warning!, /^Mean IoU is of 4 of the 6 images .*images\/2\.png: the file is truncated or damaged\)\.$/);
  for (const i of [0, 1, 4, 5]) await write(join(folder, `masks/${i}.png`), 'nothing');
  await assert.rejects(evaluator.run(), userError(/^DATA\.VAL_PATH: no image in .* can be used .*: put good images/));
});

test('a folder to measure on is looked at before the training starts; without one, or masks, nothing is measured', async t => {
  const { config, method } = await shapes(t);
  config.DATA.VAL_PATH = '/nowhere';
  const source = { root: '', classes: [], entries: [] };
  await assert.rejects(meanIoU(config, method)!.prepare(source), userError(/^DATA\.VAL_PATH: \/nowhere does not have/));
  config.DATA.VAL_PATH = '';
  assert.equal(meanIoU(config, method), undefined);
  const pretraining = tinyConfig();
  pretraining.DATA.VAL_PATH = '/nowhere';
  assert.equal(meanIoU(pretraining, createMethod(pretraining)), undefined);
});
