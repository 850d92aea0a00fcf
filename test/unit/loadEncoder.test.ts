import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { loadEncoder } from '../../extension/engine/checkpoint/loadModelState.js';
import { reportLines } from '../../extension/engine/checkpoint/loadReport.js';
import { resizePositions } from '../../extension/engine/checkpoint/resize/fitted.js';
import { elementCount } from '../../extension/engine/checkpoint/tensorData.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { UserError } from '../../extension/engine/errors.js';
import { createModel } from '../../extension/engine/models/model.js';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { lcg } from '../support/lcg.js';
import { convnextCases, convnextConfig } from '../support/smallConvnext.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyConfig } from '../support/tinyVit.js';
import { type NamedValues, type Written, writeNamedTensors } from '../support/writeNamedTensors.js';

before(async () => useRuntime(await createWasmRuntime()));
after(() => tf.disposeVariables());

test('a ViT of timm: the biases are split, those of the keys and the head are left out, and it is said', async t => {
  const written = timmVit(16, 16, 2);
  const { value, report } = await loaded(t, tinyConfig(), written);
  assert.deepEqual(value('blocks.1.attn.q_bias'), part(written, 'blocks.1.attn.qkv.bias', 0, 16));
  assert.deepEqual(value('blocks.1.attn.v_bias'), part(written, 'blocks.1.attn.qkv.bias', 32, 48));
  for (const name of ['pos_embed', 'patch_embed.proj.weight', 'blocks.0.attn.qkv.weight', 'norm.bias']) {
    assert.deepEqual(value(name), written.get(name)!.values, name);
  }
  assert.deepEqual(report.missing, []);
  assert.deepEqual(report.unexpected, ['head.weight', 'head.bias']);
  assert.match(report.source, /^a ViT with 2 blocks of width 16, named as in timm$/);
  assert.match(report.converted.join(), /split into q_bias and v_bias in 2 blocks; .*keys.*softmax/);
});

for (const [what, prefix] of [
  ["the official checkpoints'", 'model.encoder.'],
  ["DataParallel's", 'state_dict.module.'],
  ["DINO's", 'teacher.backbone.'],
  ["MoCo's", 'state_dict.module.base_encoder.'],
] as const) {
  test(`${what} wrapper ${prefix} is looked through`, async t => {
    const bare = timmVit(16, 16, 2);
    const written: NamedValues = new Map([...bare].map(([name, tensor]) => [prefix + name, tensor]));
    const { value } = await loaded(t, tinyConfig(), written);
    assert.deepEqual(value('blocks.1.mlp.fc2.weight'), bare.get('blocks.1.mlp.fc2.weight')!.values);
  });
}

test("of DINO's student and teacher the teacher is taken", async t => {
  const [student, teacher] = [timmVit(16, 16, 2, 1), timmVit(16, 16, 2, 99)];
  const written: NamedValues = new Map([
    ...[...student].map(([name, tensor]) => [`student.module.backbone.${name}`, tensor] as const),
    ...[...teacher].map(([name, tensor]) => [`teacher.backbone.${name}`, tensor] as const),
  ]);
  const { value } = await loaded(t, tinyConfig(), written);
  assert.deepEqual(value('cls_token'), teacher.get('cls_token')!.values);
});

test("MAE's decoder is no part of it", async t => {
  const written = timmVit(16, 16, 2);
  for (const name of ['mask_token', 'decoder_pos_embed', 'decoder_blocks.0.attn.proj.weight', 'decoder_norm.weight']) {
    written.set(name, tensor([16], 7));
  }
  const { report } = await loaded(t, tinyConfig(), new Map([...written].map(([name, x]) => [`model.${name}`, x])));
  assert.deepEqual(report.missing, []);
  assert.deepEqual(report.unexpected.slice(2), [
    'model.mask_token',
    'model.decoder_pos_embed',
    'model.decoder_blocks.0.attn.proj.weight',
    'model.decoder_norm.weight',
  ]);
});

test('positions of another grid are resized, and the report says from what to what', async t => {
  const written = timmVit(36, 16, 2);
  const { value, report } = await loaded(t, tinyConfig(), written);
  const { values } = written.get('pos_embed')!;
  assert.deepEqual(value('pos_embed'), resizePositions(values, 16, { from: 6, to: 4, extra: 1 }));
  assert.deepEqual(report.resized, [
    { name: 'encoder.pos_embed', from: [1, 37, 16], to: [1, 17, 16], how: 'bicubic from 6 x 6 to 4 x 4 patches' },
  ]);
});

test('a shared table of relative positions is copied to every block and resized', async t => {
  const written = timmVit(16, 16, 2);
  written.set('rel_pos_bias.relative_position_bias_table', tensor([5 * 5 + 3, 4], 50));
  written.set('rel_pos_bias.relative_position_index', tensor([10, 10], 51));
  const config = tinyConfig();
  config.MODEL.VIT.USE_RPB = true;
  const { value, report } = await loaded(t, config, written);
  const tables = [0, 1].map(block => value(`blocks.${block}.attn.relative_position_bias_table`));
  assert.deepEqual(tables[0], tables[1]);
  assert.deepEqual(tables[0]!.slice(-12), written.get('rel_pos_bias.relative_position_bias_table')!.values.slice(-12));
  assert.equal(report.resized.length, 2);
  assert.match(report.converted.join(), /shared was copied to each of 2 blocks/);
  assert.deepEqual(report.unexpected, ['head.weight', 'head.bias']);
});

test('a file in half precision is widened, and one in safetensors read alike', async t => {
  const written = timmVit(16, 16, 2);
  const { value } = await loaded(t, tinyConfig(), written, { half: true });
  for (const [i, x] of value('norm.weight').entries()) {
    assert.ok(Math.abs(x - written.get('norm.weight')!.values[i]!) < 1e-3);
  }
  const other = await loaded(t, tinyConfig(), written, { safetensors: true });
  assert.deepEqual(other.value('norm.weight'), written.get('norm.weight')!.values);
});

test('what a file lacks keeps its initial values, and blocks share a mention', async t => {
  const written = timmVit(16, 16, 2);
  for (const block of [0, 1]) written.delete(`blocks.${block}.norm1.bias`);
  written.delete('norm.weight');
  const { value, report } = await loaded(t, tinyConfig(), written);
  assert.deepEqual([...value('norm.weight')], Array(16).fill(1));
  assert.deepEqual(report.missing, [
    'encoder.blocks.0.norm1.bias',
    'encoder.blocks.1.norm1.bias',
    'encoder.norm.weight',
  ]);
  const lines = reportLines(report, 'a.pth');
  assert.equal(lines[0], 'a.pth: a ViT with 2 blocks of width 16, named as in timm; 29 tensors loaded');
  assert.equal(lines[1], '  not in the file, as initialised: encoder.blocks.*.norm1.bias (2), encoder.norm.weight');
});

test('a file that hardly fits is refused with what it seems to be', async t => {
  await assert.rejects(
    loaded(t, tinyConfig(), timmVit(16, 24, 3)),
    (error: unknown) =>
      error instanceof UserError &&
      /a\.pth does not fit the model of the config: it seems to be a ViT with 3 blocks of width 24/.test(
        error.message,
      ) &&
      /\(encoder\.cls_token is \[1, 1, 24\] there and would be \[1, 1, 16\]\)/.test(error.message),
  );
  await assert.rejects(loaded(t, tinyConfig(), new Map([['lstm.weight', tensor([2, 2], 1)]])), /holds no encoder that/);
});

/** A model that was initialised from a file with these tensors. */
async function loaded(t: TestContext, config: Config, written: NamedValues, how: Written = {}) {
  const { parameters } = createModel(config);
  parameters.initialise(0);
  t.after(() => parameters.dispose());
  const file = join(await temporaryFolder(t), how.safetensors ? 'a.safetensors' : 'a.pth');
  await writeFile(file, writeNamedTensors(written, how));
  const report = await loadEncoder(file, parameters);
  const value = (name: string) => parameters.get(`encoder.${name}`).dataSync<'float32'>();
  return { report, value };
}

for (const [like, rename] of [
  ['in timm', (name: string) => name],
  ['by its authors', authorsName],
] as const) {
  test(`a ConvNeXt named as ${like} is loaded whole, and the file says what it is`, async t => {
    const own = convnextCases['scaled']!;
    const names = Object.keys(own.parameters).filter(name => name.startsWith('encoder.'));
    const bare = names.map(name => [name.slice('encoder.'.length), own.parameters[name]!] as const);
    const head: (typeof bare)[number] = ['head.fc.weight', [5, 8]];
    const written: NamedValues = new Map([...bare, head].map(([name, shape], i) => [rename(name), tensor(shape, i)]));
    const { value, report } = await loaded(t, convnextConfig(own), written);
    for (const [name] of bare) assert.deepEqual(value(name), written.get(rename(name))!.values, name);
    assert.deepEqual([report.missing, report.unexpected], [[], [rename('head.fc.weight')]]);
    assert.match(report.source, new RegExp(`^a ConvNeXt with 2-1 blocks of width 6, named as ${like}$`));
  });
}

/** What the code of the paper calls a tensor of a ConvNeXt. */
function authorsName(name: string): string {
  return name
    .replace(/^stem\./, 'downsample_layers.0.')
    .replace(/^stages\.(\d+)\.downsample\./, 'downsample_layers.$1.')
    .replace('.blocks.', '.')
    .replace('.conv_dw.', '.dwconv.')
    .replace('.mlp.fc', '.pwconv');
}

function tensor(shape: number[], seed: number) {
  return { shape, values: lcg(elementCount(shape), seed).map(u => u - 0.5) };
}

function part(written: NamedValues, name: string, start: number, end: number): Float32Array {
  return written.get(name)!.values.slice(start, end);
}

/** The tensors of a ViT with patches of 4 pixels, as timm calls them. */
function timmVit(patches: number, width: number, depth: number, first = 1): NamedValues {
  const block = (i: number): [string, number[]][] => [
    [`blocks.${i}.norm1.weight`, [width]],
    [`blocks.${i}.norm1.bias`, [width]],
    [`blocks.${i}.attn.qkv.weight`, [3 * width, width]],
    [`blocks.${i}.attn.qkv.bias`, [3 * width]],
    [`blocks.${i}.attn.proj.weight`, [width, width]],
    [`blocks.${i}.attn.proj.bias`, [width]],
    [`blocks.${i}.norm2.weight`, [width]],
    [`blocks.${i}.norm2.bias`, [width]],
    [`blocks.${i}.mlp.fc1.weight`, [4 * width, width]],
    [`blocks.${i}.mlp.fc1.bias`, [4 * width]],
    [`blocks.${i}.mlp.fc2.weight`, [width, 4 * width]],
    [`blocks.${i}.mlp.fc2.bias`, [width]],
  ];
  const shapes: [string, number[]][] = [
    ['cls_token', [1, 1, width]],
    ['pos_embed', [1, patches + 1, width]],
    ['patch_embed.proj.weight', [width, 3, 4, 4]],
    ['patch_embed.proj.bias', [width]],
    ...Array.from({ length: depth }, (_, i) => block(i)).flat(),
    ['norm.weight', [width]],
    ['norm.bias', [width]],
    ['head.weight', [10, width]],
    ['head.bias', [10]],
  ];
  return new Map(shapes.map(([name, shape], i) => [name, tensor(shape, first + i)]));
}
