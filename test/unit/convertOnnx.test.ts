import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { saveCheckpoint } from '../../extension/engine/checkpoint/checkpoint.js';
import { loadModel } from '../../extension/engine/checkpoint/loadModel.js';
import { writeSafetensors } from '../../extension/engine/checkpoint/safetensors.js';
import { float32Tensor } from '../../extension/engine/checkpoint/tensorData.js';
import { convert } from '../../extension/engine/convert/convert.js';
import { imagenetStatistics } from '../../extension/engine/input/input.js';
import { normalise } from '../../extension/engine/input/normalise.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { onnxRun } from '../support/onnxRun.js';
import { root } from '../support/root.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyCheckpoint } from '../support/tinyCheckpoint.js';
import { tinyClassifier, tinyConfig } from '../support/tinyVit.js';
import { userError } from '../support/userError.js';

before(async () => useRuntime(await createWasmRuntime()));

const pixels = lcg(2 * 3 * 256, 1);
const images = () => normalise(tf.tensor4d(pixels, [2, 3, 16, 16]), imagenetStatistics);

test('the encoder of a checkpoint, ours or official, runs elsewhere and gives the same features', async t => {
  const folder = await temporaryFolder(t);
  const own = join(folder, 'own.safetensors');
  await saveCheckpoint(own, tinyCheckpoint(tinyConfig()));
  for (const file of [own, `${root}test/golden/tiny_vit_mfm_ckpt.pth`]) {
    const to = join(folder, 'encoder.onnx');
    const { format, content, notes } = await convert(file, to, { overwrite: true });
    assert.deepEqual({ format, content }, { format: 'onnx', content: 'encoder' });
    assert.match(
      notes.join('\n'),
      /^images \[batch, 3, 16, 16\]: RGB .*\nfeatures \[batch, 16, 16\]: .*\nclass_token /,
    );
    const { model } = await loadModel(file);
    const expected = tf.slice(tf.reshape(model.encode(images()), [2, 17, 16]), [0, 1, 0], [-1, -1, -1]);
    assertClose((await onnxRun(to, pixels, 16))['features']!.data, expected.dataSync(), file);
    model.parameters.dispose();
  }
});

test('a fine-tuned network becomes a classifier; without its final norm it has no encoder to give', async t => {
  const folder = await temporaryFolder(t);
  const [file, to] = [join(folder, 'finetuned.safetensors'), join(folder, 'classifier.onnx')];
  const config = tinyConfig();
  config.MODEL.VIT.USE_MEAN_POOLING = true;
  const { parameters, classify } = tinyClassifier();
  const values = parameters.stored.map(
    ({ name, shape }) => [name, float32Tensor(shape, parameters.get(name).dataSync() as Float32Array)] as const,
  );
  const { meta } = tinyCheckpoint(config);
  await saveCheckpoint(file, { meta, tensors: new Map(values) });
  const { content, tensors } = await convert(file, to);
  assert.deepEqual([content, tensors], ['classifier', parameters.stored.length]);
  assertClose((await onnxRun(to, pixels, 16))['logits']!.data, classify(images()).dataSync(), 'logits');
  const encoder = convert(file, join(folder, 'encoder.onnx'), { encoderOnly: true });
  await assert.rejects(encoder, userError(/finetuned\.safetensors /));
});

test("another program's encoder is converted by its sizes, and the notes say what became of its tensors", async t => {
  const folder = await temporaryFolder(t);
  const [own, timm, direct, to] = ['a.safetensors', 'timm.safetensors', 'a.onnx', 'b.onnx'].map(name =>
    join(folder, name),
  );
  const config = tinyConfig();
  Object.assign(config.DATA, { IMG_SIZE: 64 });
  Object.assign(config.MODEL.VIT, { PATCH_SIZE: 16, EMBED_DIM: 64, NUM_HEADS: 1 });
  await saveCheckpoint(own!, tinyCheckpoint(config));
  await convert(own!, timm!, { encoderOnly: true, names: 'timm' });
  const { notes, content } = await convert(timm!, to!);
  assert.equal(content, 'encoder');
  assert.match(notes.join('\n'), /timm\.safetensors: a ViT/);
  await convert(own!, direct!);
  const large = lcg(3 * 64 * 64, 1);
  const [expected, features] = [await onnxRun(direct!, large, 64), await onnxRun(to!, large, 64)];
  assert.deepEqual(features['features'], expected['features']);
  await writeSafetensors(own!, new Map([['x', float32Tensor([1], Float32Array.of(1))]]), {});
  await assert.rejects(convert(own!, to!, { overwrite: true }), userError(/a\.safetensors has no config/));
});
