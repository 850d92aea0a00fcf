import assert from 'node:assert/strict';
import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { saveCheckpoint } from '../../../extension/engine/checkpoint/checkpoint.js';
import { loadModel } from '../../../extension/engine/checkpoint/loadModel.js';
import { convert } from '../../../extension/engine/convert/convert.js';
import { superResolve } from '../../../extension/engine/corruption/superResolution.js';
import { toPlanar } from '../../../extension/engine/data/image.js';
import { prepareImage } from '../../../extension/engine/data/prepare.js';
import { UserError } from '../../../extension/engine/errors.js';
import { IntermediatesReader } from '../../../extension/engine/inspect/intermediates.js';
import { planarToRgb } from '../../../extension/engine/pictures/planar.js';
import type { AttentionView } from '../../../extension/protocol/lookApi.js';
import type { CallContext } from '../../../extension/protocol/rpc.js';
import { backend, withRuntime } from '../../../extension/worker/compute.js';
import { keptModel } from '../../../extension/worker/looking/keptModel.js';
import { attention } from '../../../extension/worker/methods/attention.js';
import { features } from '../../../extension/worker/methods/features.js';
import { lookModel } from '../../../extension/worker/methods/lookModel.js';
import { reconstruction } from '../../../extension/worker/methods/reconstruction.js';
import { assertClose } from '../../support/close.js';
import { loadCheckpoint } from '../../support/loadCheckpoint.js';
import { tinyConfig } from '../../support/tinyVit.js';
import { photos, writeCheckpoint } from '../../support/workerCalls.js';

const image = `${photos}fish/fish1.jpg`;
const patches = 16;
let folder: string;
let checkpoint: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mfm-looking-'));
  checkpoint = join(folder, 'tiny.safetensors');
  await backend();
  await writeCheckpoint(checkpoint, tinyConfig());
});
after(() => rm(folder, { recursive: true }));

test('what a model is like is read from the header', async () => {
  assert.deepEqual(await lookModel({ checkpoint }), {
    name: 'ViT 2 x 16, patch 4',
    imageSize: 16,
    grid: [4, 4],
    classToken: true,
    layers: ['blocks.0', 'blocks.1'].map(name => ({ name, grid: [4, 4], heads: 4, window: undefined })),
    ...{ radius: 3, shape: 'circle', areaMatched: false },
    tasks: ['mfm'],
    strength: { factor: 8, blurSigma: 1.6, blurSize: 13, noiseSigma: 15.5 },
  });
});

test('an encoder of small images is looked at with a mask that fits them', async () => {
  const [whole, encoder] = [join(folder, 'whole.safetensors'), join(folder, 'encoder.safetensors')];
  const config = tinyConfig();
  Object.assign(config.MODEL.VIT, { EMBED_DIM: 64, NUM_HEADS: 1 });
  await writeCheckpoint(whole, config);
  await convert(whole, encoder, { encoderOnly: true });
  const { imageSize, radius } = await lookModel({ checkpoint: encoder });
  assert.deepEqual([imageSize, radius], [16, 4]);
});

test('attention of a patch is its row in every layer and head, and goes to patches and class token alone', async () => {
  const view = await attention({ checkpoint, image, query: 6 }, call());
  const expected = await withRuntime(async () => {
    const { model } = await loadModel(checkpoint);
    const reader = new IntermediatesReader(model);
    return reader.run(toPlanar(await prepareImage(image, 16)));
  }, call().signal);
  for (const layer of [0, 1]) {
    for (const head of [0, 3]) {
      const row = expected[layer]!.probabilities!.slice((head * 17 + 7) * 17).slice(0, 17);
      const { maps, toClass } = view.layers[layer]!;
      assertClose(maps.subarray(head * patches, (head + 1) * patches), row.slice(1), `layer ${layer}, head ${head}`);
      assertClose([toClass![head]!], [row[0]!], 'to the class token');
    }
  }
  const distances = ({ layers }: AttentionView) => layers.map(({ distance }) => [...distance]);
  assert.equal(distances(view).flat().length, 8);
  assert.ok(
    distances(view)
      .flat()
      .every(pixels => pixels > 0 && pixels < 18),
    String(distances(view)),
  );
  const other = await attention({ checkpoint, image, query: 9 }, call());
  assert.notDeepEqual(other.layers[0]!.maps, view.layers[0]!.maps);
  assert.deepEqual(distances(other), distances(view));
});

test('rollout of the first layer is half the mean of its heads and half the query itself', async () => {
  const { maps, rollout } = (await attention({ checkpoint, image, query: 6 }, call())).layers[0]!;
  const expected = Array.from({ length: patches }, (_, key) => {
    let mean = 0;
    for (let head = 0; head < 4; head++) mean += maps[head * patches + key]! / 4;
    return (mean + (key === 6 ? 1 : 0)) / 2;
  });
  assertClose(rollout, expected, 'rollout');
});

test('features have colours for every layer, and a chosen patch is most similar to itself', async () => {
  const view = await features({ checkpoint, image, patch: 5 }, call());
  assert.equal(view.layers.length, 2);
  for (const { colours, explained, similarity } of view.layers) {
    assert.deepEqual([colours.length, explained.length], [patches * 3, 3]);
    const row = similarity!;
    assert.ok(Math.abs(row[5]! - 1) < 1e-5);
    assert.equal(row.indexOf(Math.max(...row)), 5);
  }
  const without = await features({ checkpoint, image }, call());
  for (const [layer, { similarity, colours }] of without.layers.entries()) {
    assert.equal(similarity, undefined);
    assert.deepEqual(colours, view.layers[layer]!.colours);
  }
});

test('spectra come with a reconstruction when they are asked for', async () => {
  const plain = await reconstruction({ checkpoint, image, mask: { kind: 'low' }, spectra: false }, call());
  assert.equal(plain.spectra, undefined);
  const { spectra, ...rest } = await reconstruction(
    { checkpoint, image, mask: { kind: 'low' }, spectra: true },
    call(),
  );
  assert.deepEqual(rest.prediction, plain.prediction);
  assert.equal(spectra!.input.length, 256);
  // Low-pass: the corner of the spectrum is gone, the constant term stays.
  assert.ok(spectra!.input[0]! < 1e-3 && spectra!.original[0]! > 1e-3);
  assertClose([spectra!.input[8 * 16 + 8]!], [spectra!.original[8 * 16 + 8]!], 'constant term');
});

test('other tasks degrade the pixels, by the strength that is asked for, and the restored image is the prediction', async () => {
  const strength = { factor: 4, blurSigma: 2, blurSize: 5, noiseSigma: 50 };
  const wanted = { checkpoint, image, mask: { kind: 'low' }, strength, spectra: true } as const;
  const input = toPlanar(await prepareImage(image, 16));
  const smaller = await reconstruction({ ...wanted, tasks: ['sr'] }, call());
  assert.equal(smaller.degradation, 'Made 4 times smaller and back.');
  assert.deepEqual(smaller.input, planarToRgb(superResolve(input, 16, 4), 16, 16));
  assert.equal(smaller.prediction, undefined);
  assert.equal(smaller.spectra!.prediction, undefined);
  const chain = await reconstruction({ ...wanted, tasks: ['deblur', 'mfm'] }, call());
  assert.match(chain.degradation!, /^Blurred \(.*, 5 x 5 pixels\)\.$/);
  assert.ok(chain.spectra!.input[0]! < 1e-3, 'and the mask takes its part of what is left');
  const noisy = await reconstruction({ ...wanted, tasks: ['denoise'] }, call());
  assert.deepEqual((await reconstruction({ ...wanted, tasks: ['denoise'] }, call())).input, noisy.input);
  assert.match(noisy.degradation!, /Gaussian, sigma 50 of 255/);
  const large = { ...strength, factor: 17 };
  await assert.rejects(reconstruction({ ...wanted, strength: large, tasks: ['sr'] }, call()), /from 1 to 16, not 17/);
});

test('a model that was trained on another task is looked at under it, and under a square mask if it had one', async () => {
  const config = tinyConfig();
  config.DATA.FILTER_TYPE = 'sr';
  config.MODEL.RECOVER_TARGET_TYPE = 'normal';
  config.DATA.SR_FACTOR = 2;
  config.DATA.MASK_SHAPE = 'square';
  const file = join(folder, 'sr.safetensors');
  await writeCheckpoint(file, config);
  const { tasks, strength, shape } = await lookModel({ checkpoint: file });
  assert.deepEqual([tasks, strength.factor, shape], [['sr'], 2, 'square']);
  const view = await reconstruction({ checkpoint: file, image, mask: { kind: 'low' }, spectra: false }, call());
  assert.equal(view.degradation, 'Made 2 times smaller and back.');
});

test('a model is kept until its file changes, and only two are', async () => {
  const signal = call().signal;
  const model = (file = checkpoint) => withRuntime(() => keptModel(file), signal);
  const first = await model();
  assert.equal(await model(), first);
  await utimes(checkpoint, 1, 1);
  const second = await model();
  assert.notEqual(second, first);
  for (const name of ['b', 'c']) {
    const file = join(folder, `${name}.safetensors`);
    await writeCheckpoint(file, tinyConfig());
    await model(file);
  }
  assert.notEqual(await model(), second);
});

test('a call that is cancelled while it waits is not begun', async () => {
  const controller = new AbortController();
  const waiting = attention({ checkpoint, image, query: 'class' }, { ...call(), signal: controller.signal });
  controller.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
});

test('what cannot be looked at is said in a sentence', async () => {
  const foreign = join(folder, 'resnet.safetensors');
  const { meta } = await loadCheckpoint(checkpoint);
  const config = meta.config.replace(/^ {2}TYPE: .*vit.*$/m, '  TYPE: resnet');
  await saveCheckpoint(foreign, { meta: { ...meta, config }, tensors: new Map() });
  await assert.rejects(lookModel({ checkpoint: foreign }), { name: 'UserError', message: /resnet/ });
  await assert.rejects(lookModel({ checkpoint: join(folder, 'none.safetensors') }), UserError);
  await assert.rejects(attention({ checkpoint, image, query: 16 }, call()), { name: 'UserError', message: /patch 16/ });
  const mask = { kind: 'low', radius: 9 } as const;
  await assert.rejects(reconstruction({ checkpoint, image, mask, spectra: false }, call()), /radius 9/);
});

function call(): CallContext<never> {
  return { signal: new AbortController().signal, progress: () => {} };
}
