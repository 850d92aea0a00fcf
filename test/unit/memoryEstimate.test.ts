import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../extension/engine/config/load.js';
import type { Override } from '../../extension/engine/config/parse.js';
import { type Config, defaultConfig } from '../../extension/engine/config/schema.js';
import { createMethod } from '../../extension/engine/methods/registry.js';
import { estimateMemory } from '../../extension/engine/training/memoryEstimate.js';
import { root } from '../support/root.js';

type Backend = 'tensorflow' | 'wasm';

/**
 * Largest resident memory (VmHWM, MB) of `mfm pretrain` over three steps and the checkpoint at its end, with one decoding
 * thread, on two cores of an x64 CPU with TensorFlow 2.21; on the photographs of `examples/`. Of
 * swin_tiny on wasm: two steps.
 */
const measured: [
  Backend,
  config: string,
  batch: number,
  accumulation: number,
  recompute: boolean,
  megabytes: number,
][] = [
  ['tensorflow', 'demo', 4, 1, false, 641],
  ['tensorflow', 'demo', 16, 1, false, 693],
  ['tensorflow', 'vit_tiny', 8, 2, false, 1274],
  ['tensorflow', 'vit_tiny', 8, 2, true, 1005],
  ['tensorflow', 'vit_tiny', 24, 2, false, 2051],
  ['tensorflow', 'vit_tiny', 64, 2, false, 3675],
  ['tensorflow', 'vit_small', 4, 1, false, 1591],
  ['tensorflow', 'vit_small', 4, 2, false, 1865],
  ['tensorflow', 'vit_small', 8, 2, false, 2275],
  ['tensorflow', 'vit_small', 8, 2, true, 1714],
  ['tensorflow', 'vit_base', 2, 1, false, 3341],
  ['tensorflow', 'small/swin_mfm', 16, 1, false, 824],
  ['tensorflow', 'swin_tiny', 4, 1, false, 2085],
  ['tensorflow', 'swin_tiny', 8, 1, false, 2573],
  ['tensorflow', 'swin_tiny', 8, 2, false, 2882],
  ['tensorflow', 'swin_tiny', 8, 1, true, 1842],
  ['wasm', 'demo', 4, 1, false, 328],
  ['wasm', 'demo', 16, 1, false, 661],
  ['wasm', 'vit_tiny', 8, 2, false, 2869],
  ['wasm', 'vit_tiny', 8, 2, true, 1048],
  ['wasm', 'vit_small', 4, 1, false, 3345],
  ['wasm', 'vit_small', 4, 2, false, 3494],
  ['wasm', 'vit_small', 8, 2, true, 2333],
  ['wasm', 'small/swin_mfm', 4, 1, false, 532],
  ['wasm', 'small/swin_mfm', 16, 1, false, 1446],
  ['wasm', 'small/swin_mfm', 16, 1, true, 776],
  ['wasm', 'swin_tiny', 2, 1, false, 3283],
  ['wasm', 'swin_tiny', 4, 1, true, 2660],
];

/** The same of vit_tiny at batch 8 on wasm, two steps, by how many threads share the batch. */
const ofThreads = [
  [1, 2885],
  [2, 3092],
  [4, 3312],
] as const;

/** Runs that ended at the 4 GiB of the wasm backend. */
const tooLarge: [config: string, batch: number, accumulation: number][] = [
  ['vit_tiny', 24, 2],
  ['vit_small', 8, 2],
  ['vit_base', 2, 1],
];

async function estimate(backend: Backend, name: string, batch: number, accumulation: number, recompute: boolean) {
  const overrides: Override[] = [
    ['DATA.BATCH_SIZE', String(batch)],
    ['TRAIN.ACCUMULATION_STEPS', String(accumulation)],
    ['TRAIN.USE_CHECKPOINT', recompute ? 'True' : 'False'],
  ];
  const config = await loadConfig(`${root}examples/configs/${name}.yaml`, overrides);
  return estimateOf(config, backend);
}

function estimateOf(config: Config, backend: Backend): number {
  return estimateMemory(config, createMethod(config), { name: backend });
}

for (const [backend, name, batch, accumulation, recompute, megabytes] of measured) {
  const how = `${accumulation > 1 ? ', accumulating' : ''}${recompute ? ', recomputing' : ''}`;
  test(`the estimate is near what was measured: ${name}, batch ${batch}${how} on ${backend}`, async () => {
    const ratio = (await estimate(backend, name, batch, accumulation, recompute)) / (megabytes * 1e6);
    assert.ok(ratio > 1 / 1.6 && ratio < 1.6, `${ratio.toFixed(2)} times what was measured`);
  });
}

for (const [name, batch, accumulation] of tooLarge) {
  test(`what does not fit into the wasm backend is seen not to fit: ${name}, batch ${batch}`, async () => {
    assert.ok((await estimate('wasm', name, batch, accumulation, false)) > 2 ** 32);
  });
}

test('each further thread adds what was measured', async () => {
  const config = await loadConfig(`${root}examples/configs/vit_tiny.yaml`, [['DATA.BATCH_SIZE', '8']]);
  const of = (threads: number) => estimateMemory(config, createMethod(config), { name: 'wasm' }, threads);
  const [[, alone]] = ofThreads;
  for (const [threads, megabytes] of ofThreads.slice(1)) {
    const ratio = (of(threads) - of(1)) / ((megabytes - alone) * 1e6);
    assert.ok(ratio > 1 / 1.6 && ratio < 1.6, `${ratio.toFixed(2)} times what was measured`);
  }
});

test('a decoder with blocks of its own counts', async () => {
  const config = await loadConfig(`${root}examples/configs/demo.yaml`);
  const estimate = () =>
    estimateMemory(config, { ...createMethod(config), parameters: { count: () => 1e6 } }, { name: 'tensorflow' });
  const light = estimate();
  config.MODEL.VIT.DECODER = { EMBED_DIM: 128, DEPTH: 4, NUM_HEADS: 4 };
  // As large as the encoder.
  assert.ok(estimate() > light + 30e6);
});

type Network = 'ResNet-18' | 'ResNet-50';

/** The same of residual networks, over three steps of the demo's config with their sizes. */
const residual: [Backend, Network, size: number, batch: number, accumulation: number, boolean, megabytes: number][] = [
  ['tensorflow', 'ResNet-18', 96, 8, 1, false, 1171],
  ['tensorflow', 'ResNet-18', 224, 8, 1, false, 1586],
  ['tensorflow', 'ResNet-18', 224, 16, 2, false, 2222],
  ['tensorflow', 'ResNet-50', 96, 16, 1, false, 2129],
  ['tensorflow', 'ResNet-50', 224, 2, 1, false, 1958],
  ['tensorflow', 'ResNet-50', 224, 8, 1, false, 2925],
  ['tensorflow', 'ResNet-50', 224, 8, 2, true, 3347],
  ['wasm', 'ResNet-18', 96, 8, 1, false, 1309],
  ['wasm', 'ResNet-18', 224, 4, 1, false, 1384],
  ['wasm', 'ResNet-18', 224, 4, 1, true, 1283],
  ['wasm', 'ResNet-50', 96, 4, 1, false, 2748],
  ['wasm', 'ResNet-50', 96, 4, 2, true, 3118],
  ['wasm', 'ResNet-50', 224, 2, 1, false, 2809],
];

for (const [backend, network, size, batch, accumulation, recompute, megabytes] of residual) {
  const how = `${accumulation > 1 ? ', accumulating' : ''}${recompute ? ', recomputing' : ''}`;
  test(`the estimate is near what was measured: ${network} at ${size} px, batch ${batch}${how} on ${backend}`, () => {
    const config = defaultConfig();
    Object.assign(config.DATA, { IMG_SIZE: size, BATCH_SIZE: batch });
    Object.assign(config.TRAIN, { ACCUMULATION_STEPS: accumulation, USE_CHECKPOINT: recompute });
    config.MODEL.TYPE = 'resnet';
    if (network === 'ResNet-18') Object.assign(config.MODEL.RESNET, { LAYERS: [2, 2, 2, 2], BLOCK: 'basic' });
    const ratio = estimateOf(config, backend) / (megabytes * 1e6);
    assert.ok(ratio > 1 / 1.6 && ratio < 1.6, `${ratio.toFixed(2)} times what was measured`);
  });
}

type Head = 'linear' | 'upernet';

/** The same of ViTs with patches of 16 that segment, over two steps, on pictures of shapes. */
const segmenting: [
  Backend,
  width: number,
  depth: number,
  size: number,
  batch: number,
  Head,
  classes: number,
  number,
][] = [
  ['tensorflow', 96, 4, 224, 8, 'linear', 150, 2832],
  ['tensorflow', 96, 4, 224, 8, 'upernet', 3, 1175],
  ['wasm', 96, 4, 128, 4, 'linear', 100, 626],
  ['wasm', 192, 12, 128, 4, 'linear', 3, 731],
  ['wasm', 192, 12, 128, 4, 'upernet', 3, 927],
];

for (const [backend, width, depth, size, batch, head, classes, megabytes] of segmenting) {
  const name = `ViT ${depth} x ${width} at ${size} px, head ${head}, ${classes} classes, batch ${batch}`;
  test(`the estimate is near what was measured: ${name} on ${backend}`, () => {
    const config = defaultConfig();
    Object.assign(config.DATA, { IMG_SIZE: size, BATCH_SIZE: batch });
    config.MODEL.NAME = 'segment';
    Object.assign(config.MODEL.VIT, { EMBED_DIM: width, DEPTH: depth, NUM_HEADS: 3 });
    Object.assign(config.SEGMENTATION, { HEAD: head, CLASSES: classes });
    const ratio = estimateOf(config, backend) / (megabytes * 1e6);
    assert.ok(ratio > 1 / 1.6 && ratio < 1.6, `${ratio.toFixed(2)} times what was measured`);
  });
}
