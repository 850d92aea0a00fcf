import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { saveCheckpoint } from '../../../extension/engine/checkpoint/checkpoint.js';
import { loadModel } from '../../../extension/engine/checkpoint/loadModel.js';
import { parseConfig } from '../../../extension/engine/config/parse.js';
import { type Config, defaultConfig } from '../../../extension/engine/config/schema.js';
import { convert } from '../../../extension/engine/convert/convert.js';
import { FeatureExtractor } from '../../../extension/engine/inspect/features/featureExtractor.js';
import { IntermediatesReader } from '../../../extension/engine/inspect/intermediates.js';
import { requireLookingMemory } from '../../../extension/engine/models/lookingMemory.js';
import { createModel } from '../../../extension/engine/models/model.js';
import { machineMemory } from '../../../extension/engine/runtime/machineMemory.js';
import { runtime, useRuntime } from '../../../extension/engine/runtime/runtime.js';
import { estimateMemory } from '../../../extension/engine/training/memoryEstimate.js';
import { requireTrainingMemory } from '../../../extension/engine/training/memoryLimit.js';
import { Session } from '../../../extension/engine/training/session.js';
import { chooseBackend } from '../../../extension/tensorflow/select.js';
import type { Draw } from '../../support/mutate.js';
import { survive } from '../../support/survive.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { tinyCheckpoint } from '../../support/tinyCheckpoint.js';
import { writeNamedTensors } from '../../support/writeNamedTensors.js';

before(async () => useRuntime((await chooseBackend('wasm')).runtime));

function pick(draw: Draw, list: readonly (number | string)[]): number | string {
  return list[draw(list.length)]!;
}

/** Mostly what networks have, sometimes the most that keys take, now and then more. */
function anyModel(draw: Draw): string {
  const rarely = (value: number | string, usual: number | string) => (draw(8) === 0 ? value : usual);
  const size = (most: number) => rarely(pick(draw, [most, most, most + 1, 2 ** 53 - 1]), pick(draw, [16, 64, 192]));
  const depth = () => rarely(pick(draw, [1000, 1000, 1e9]), pick(draw, [1, 2, 12]));
  const patch = pick(draw, [1, 4, 16]);
  const side = rarely(pick(draw, [16_384, 16_384, 16_400, 2 ** 31]), 32 * (1 + draw(8)));
  return `DATA: {IMG_SIZE: ${side}, BATCH_SIZE: ${size(65_536)}, MASK_RADIUS1: 3}
MODEL:
  TYPE: ${pick(draw, ['vit', 'swin', 'resnet'])}
  VIT: {PATCH_SIZE: ${patch}, EMBED_DIM: ${size(65_536)}, DEPTH: ${depth()}, NUM_HEADS: ${pick(draw, [1, 4, 16])},
    MLP_RATIO: ${rarely(pick(draw, [1e-9, 64, 1e9]), 4)}, USE_RPB: ${pick(draw, ['True', 'False'])},
    USE_SHARED_RPB: ${pick(draw, ['True', 'False'])}, DECODER: {DEPTH: ${rarely(1000, 0)}}}
  SWIN: {EMBED_DIM: ${size(65_536)}, DEPTHS: [${depth()}, 2], NUM_HEADS: [${pick(draw, [2, 4])}, 4],
    WINDOW_SIZE: ${rarely(16_384, 4)}}
  RESNET: {LAYERS: [${depth()}, 1, 1, 1], WIDTH: ${size(65_536)}}
TRAIN: {EPOCHS: ${rarely(1e6, 30)}, ACCUMULATION_STEPS: ${pick(draw, [1, 2, 2 ** 53 - 1])}}
`;
}

test('any model is described from its shapes, or refused in one sentence', async t => {
  await survive(t, 150, draw => {
    const config = parseConfig(anyModel(draw), 'a.yaml');
    const model = createModel(config);
    assert.ok(Number.isFinite(estimateMemory(config, model, { name: 'wasm' })));
    requireTrainingMemory(config, model, runtime());
  });
});

/** The largest network that the keys allow. */
function giant(): Config {
  const config = defaultConfig();
  Object.assign(config.MODEL.VIT, { EMBED_DIM: 65_536, DEPTH: 1000, NUM_HEADS: 64 });
  return config;
}

test('what the memory cannot hold is refused before images are looked at, with the numbers and the keys', async () => {
  await assert.rejects(Session.open(giant()), {
    name: 'UserError',
    message:
      /^Training ViT 1000 x 65536, patch 16 with 128 images of 224 pixels needs about \d+ TB of memory, of which there are [\d.]+ GB: lower DATA\.BATCH_SIZE, DATA\.IMG_SIZE or the sizes in MODEL\.VIT\.$/,
  });
});

test('the limit is what a container gives, and leaves the estimate room for its error', t => {
  assert.equal(machineMemory(), Math.min(process.constrainedMemory() || totalmem(), totalmem()));
  const config = defaultConfig();
  config.DATA.BATCH_SIZE = 8;
  const model = createModel(config);
  const estimate = estimateMemory(config, model, { name: 'wasm' });
  const limit = t.mock.method(process, 'constrainedMemory', () => estimate / 1.5);
  requireTrainingMemory(config, model, runtime());
  limit.mock.mockImplementation(() => estimate / 1.7);
  assert.throws(() => requireTrainingMemory(config, model, runtime()), /needs about/);
  // Zero where the system does not say.
  limit.mock.mockImplementation(() => 0);
  assert.equal(machineMemory(), totalmem());
});

test('on a GPU the host needs room for the weights alone', t => {
  const config = defaultConfig();
  config.DATA.BATCH_SIZE = 1024;
  const model = createModel(config);
  t.mock.method(process, 'constrainedMemory', () => 2 ** 30);
  const gpu = { ...runtime(), name: 'tensorflow' as const, device: 'GPU: of a test' };
  requireTrainingMemory(config, model, gpu);
  assert.throws(() => requireTrainingMemory(giant(), createModel(giant()), gpu), /needs about/);
});

test('what the memory of a GPU cannot hold is refused, where the driver tells how much that is', () => {
  const config = defaultConfig();
  config.DATA.BATCH_SIZE = 1024;
  const model = createModel(config);
  const gpu = { ...runtime(), name: 'tensorflow' as const, device: 'GPU: of a test' };
  const needed = estimateMemory(config, model, { ...gpu, memory: 1 });
  const process = estimateMemory(config, model, gpu) - needed;
  assert.ok(process > 1e8 && needed > 10 * process, 'the process itself is in the memory of the machine');
  requireTrainingMemory(config, model, { ...gpu, memory: needed / 1.5 });
  assert.throws(
    () => requireTrainingMemory(config, model, { ...gpu, memory: needed / 1.7 }),
    /with 1024 images of 224 pixels on the GPU needs about [\d.]+ GB of memory, of which there are [\d.]+ GB: lower DATA\.BATCH_SIZE/,
  );
});

test('a checkpoint whose model does not fit is refused by its name before it is built, looked at or converted', async t => {
  const dir = await temporaryFolder(t);
  const file = join(dir, 'a.safetensors');
  const config = defaultConfig();
  Object.assign(config.DATA, { IMG_SIZE: 32, MASK_RADIUS1: 3 });
  Object.assign(config.MODEL.VIT, { PATCH_SIZE: 16, EMBED_DIM: 16, DEPTH: 1, NUM_HEADS: 4 });
  Object.assign(config.MODEL.VIT, { USE_APE: false, USE_SHARED_RPB: true });
  const checkpoint = tinyCheckpoint(config, { moments: false });
  // As many tokens as pixels: each attends to all others.
  const meta = { ...checkpoint.meta, config: checkpoint.meta.config.replace('IMG_SIZE: 32', 'IMG_SIZE: 16384') };
  await saveCheckpoint(file, { ...checkpoint, meta });
  await assert.rejects(loadModel(file), {
    name: 'UserError',
    message:
      /a\.safetensors \(ViT 1 x 16, patch 16\) needs for an image of 16384 pixels about \d+ TB of memory, of which there are/,
  });
  await assert.rejects(convert(file, join(dir, 'a.pth'), {}), {
    name: 'UserError',
    message:
      /a\.safetensors is of a model with too many tokens to be converted: one of its tensors would have \d+ values/,
  });
});

test('views of all layers, and batches, need their memory too', t => {
  const config = defaultConfig();
  const model = createModel(config);
  t.mock.method(process, 'constrainedMemory', () => 4 * model.parameters.count() + 5e6);
  assert.throws(() => new IntermediatesReader(model), /^UserError: Looking into ViT 12 x 768, patch 16 needs/);
  requireLookingMemory('Looking at one image', model);
  assert.throws(() => new FeatureExtractor(model, { pool: 'mean', batchSize: 64 }), /for 64 images of 224 pixels/);
});

test('sizes that tensors only claim are refused by the name of the file', async t => {
  const file = join(await temporaryFolder(t), 'a.safetensors');
  const shapes: [name: string, shape: number[]][] = [
    ['patch_embed.proj.weight', [64, 3, 1, 0]],
    ['blocks.0.norm1.weight', [64]],
    ['blocks.0.mlp.fc1.weight', [256, 0]],
    ['cls_token', [1, 1, 0]],
    ['rel_pos_bias.relative_position_bias_table', [399_999 ** 2 + 3, 0]],
  ];
  const tensors = shapes.map(([name, shape]): [string, { shape: number[]; values: Float32Array }] => [
    name,
    { shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)) },
  ]);
  await writeFile(file, writeNamedTensors(new Map(tensors), { safetensors: true }));
  await assert.rejects(loadModel(file), { name: 'UserError', message: /a\.safetensors/ });
});
