import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { float32Tensor } from '../../extension/engine/checkpoint/tensorData.js';
import { toYaml } from '../../extension/engine/config/write.js';
import { writeOnnx } from '../../extension/engine/export/onnx/writeOnnx.js';
import { createClassifier } from '../../extension/engine/models/classifier.js';
import { type ProtobufValue, protobufFields, repeatedFields } from '../support/protobufFields.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyConfig } from '../support/tinyVit.js';
import { userError } from '../support/userError.js';

/** Zeros in the shapes of the tiny classifier of 5 classes. */
async function zeros(name: string) {
  const { shape } = createClassifier(tinyConfig(), 5).parameters.state.find(spec => spec.name === name)!;
  return float32Tensor(shape, new Float32Array(shape.reduce((a, b) => a * b, 1)));
}

function values(message: ProtobufValue | undefined, field: number): Buffer[] {
  return repeatedFields(message as Buffer).flatMap(([number, value]) => (number === field ? [value as Buffer] : []));
}

test('a file says what it is, what goes in and what comes out, and has the official names', async t => {
  const file = join(await temporaryFolder(t), 'classifier.onnx');
  const network = { config: tinyConfig(), part: 'classifier', classes: 5 } as const;
  const { inputs, outputs } = await writeOnnx(file, network, zeros);
  assert.deepEqual([inputs[0]!.name, inputs[0]!.shape], ['images', ['batch', 3, 16, 16]]);
  assert.deepEqual([outputs[0]!.name, outputs[0]!.shape], ['logits', ['batch', 5]]);

  const bytes = await readFile(file);
  const model = protobufFields(bytes);
  assert.equal(String(model[2]), 'mfm');
  assert.match(String(model[6]), /^The classifier .* pixels from 0 to 1; .* applied inside\. logits: /);
  const metadata = values(bytes, 14).map(entry => protobufFields(entry));
  const config = metadata.find(entry => String(entry[1]) === 'mfm.config')!;
  assert.equal(String(config[2]), toYaml(network.config));
  const names = values(model[7], 5).map(tensor => String(protobufFields(tensor)[8]));
  const weights = createClassifier(tinyConfig(), 5).parameters.specs.map(spec => spec.name);
  assert.deepEqual(names.filter(name => weights.includes(name)).sort(), weights.toSorted());
});

test('a network that no ONNX file can hold is refused before anything is read or written', async t => {
  const folder = await temporaryFolder(t);
  const config = tinyConfig();
  Object.assign(config.MODEL.VIT, { EMBED_DIM: 2048, DEPTH: 12, NUM_HEADS: 16 });
  const write = writeOnnx(join(folder, 'large.onnx'), { config, part: 'encoder' }, () => assert.fail('read'));
  await assert.rejects(write, userError(/large\.onnx would have 2\.42 GB, .* end at 2\.15 GB; keep .*safetensors/));
  assert.deepEqual(await readdir(folder), []);
});

test('a tensor of another shape, or none, leaves the old file as it was', async t => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'classifier.onnx');
  await writeFile(file, 'old');
  const network = { config: tinyConfig(), part: 'classifier', classes: 6 } as const;
  await assert.rejects(
    writeOnnx(file, network, zeros),
    userError(/^head\.weight is \[5, 16\], but the network of the config has \[6, 16\]; /),
  );
  await assert.rejects(
    writeOnnx(file, network, async () => Promise.reject(new Error('gone'))),
    /gone/,
  );
  assert.deepEqual(await readdir(folder), ['classifier.onnx']);
  assert.equal(await readFile(file, 'utf8'), 'old');
});

test('a network for images that are not RGB is refused', async t => {
  const config = tinyConfig();
  config.MODEL.VIT.IN_CHANS = 1;
  const file = join(await temporaryFolder(t), 'grey.onnx');
  await assert.rejects(
    writeOnnx(file, { config, part: 'encoder' }, zeros),
    userError(/^MODEL\.VIT\.IN_CHANS is 1; only/),
  );
});
