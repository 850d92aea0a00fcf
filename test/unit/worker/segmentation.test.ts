import assert from 'node:assert/strict';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import type { CallContext } from '../../../extension/protocol/rpc.js';
import type { SegmentationView } from '../../../extension/protocol/segmentationApi.js';
import { backend, withRuntime } from '../../../extension/worker/compute.js';
import { keptSegmenter } from '../../../extension/worker/looking/keptSegmenter.js';
import { segmentation } from '../../../extension/worker/methods/segmentation.js';
import { shapesPicture, writeShapes } from '../../support/shapes.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { tinySegmenterConfig, writeSegmenter } from '../../support/tinySegmenter.js';
import { tinyConfig } from '../../support/tinyVit.js';
import { userError } from '../../support/userError.js';
import { photos, writeCheckpoint } from '../../support/workerCalls.js';

before(async () => {
  await backend();
});

const { signal } = new AbortController();
const context: CallContext<never> = { signal, progress: () => {} };

async function prepared(t: TestContext): Promise<{ folder: string; checkpoint: string }> {
  const folder = await temporaryFolder(t);
  await writeShapes(folder, 2, 7);
  const checkpoint = join(folder, 'a.safetensors');
  await writeSegmenter(checkpoint);
  return { folder, checkpoint };
}

const numbers = ({ prediction, truth }: SegmentationView) => ({
  prediction: [...prediction],
  truth: truth && [...truth.mask],
});

test('an image beside its mask: every pixel has a class, and the truth is the mask', async t => {
  const { folder, checkpoint } = await prepared(t);
  const image = join(folder, 'images/1.png');
  const view = await segmentation({ checkpoint, image }, context);
  const { width, height, mask } = shapesPicture(48, 40, 8);
  assert.deepEqual([view.input.width, view.input.height], [width, height]);
  assert.deepEqual(view.classes, ['noise', 'disc', 'square']);
  assert.ok(view.prediction.length === width * height && view.prediction.every(index => index < 3));
  assert.deepEqual([...view.truth!.mask], [...mask]);
  const right = mask.filter((index, i) => index === view.prediction[i]).length / mask.length;
  assert.ok(Math.abs(view.truth!.pixelAccuracy! - 100 * right) < 1e-9);
  assert.equal(view.maskProblem, undefined);
  // The same with the mask that a run names, wherever it lies.
  await rename(join(folder, 'masks'), join(folder, 'elsewhere'));
  const named = await segmentation({ checkpoint, image, mask: join(folder, 'elsewhere/1.png') }, context);
  assert.deepEqual(numbers(named), numbers(view));
  const none = await segmentation({ checkpoint, image }, context);
  assert.deepEqual(numbers(none), { prediction: numbers(view).prediction, truth: undefined });
});

test('a mask that cannot be used is said beside the prediction; a large image is shown smaller', async t => {
  const { folder, checkpoint } = await prepared(t);
  const image = join(folder, 'images/1.png');
  const { truth, maskProblem } = await segmentation({ checkpoint, image, mask: join(folder, 'masks/0.png') }, context);
  assert.equal(truth, undefined);
  assert.match(maskProblem!, /it has 40 x 32 pixels, and its image 48 x 40/);
  const photo = await segmentation({ checkpoint, image: `${photos}animals/chelsea.jpg` }, context);
  assert.ok(Math.max(photo.input.width, photo.input.height) <= 1024);
  assert.equal(photo.prediction.length, photo.input.width * photo.input.height);
});

test('a network is kept between calls, and loaded anew when its file has changed', async t => {
  const { checkpoint } = await prepared(t);
  const kept = () => withRuntime(() => keptSegmenter(checkpoint), signal);
  const first = await kept();
  assert.equal(await kept(), first);
  const config = tinySegmenterConfig();
  config.SEGMENTATION.HEAD = 'linear';
  await rm(checkpoint);
  await writeSegmenter(checkpoint, config);
  assert.notEqual(await kept(), first);
});

test('what does not segment, is not there or no image ends in one sentence', async t => {
  const { folder, checkpoint } = await prepared(t);
  const image = join(folder, 'images/1.png');
  const other = join(folder, 'other.safetensors');
  await writeCheckpoint(other, tinyConfig());
  await assert.rejects(
    segmentation({ checkpoint: other, image }, context),
    userError(/other\.safetensors does not segment: name a checkpoint of mfm segment\.$/),
  );
  await assert.rejects(
    segmentation({ checkpoint, image: other }, context),
    userError(/other\.safetensors cannot be used: /),
  );
  const gone = join(folder, 'gone.safetensors');
  await assert.rejects(
    segmentation({ checkpoint: gone, image }, context),
    userError(/gone\.safetensors cannot be read: /),
  );
});
