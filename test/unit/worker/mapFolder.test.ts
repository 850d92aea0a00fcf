import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { principalComponents } from '../../../extension/engine/inspect/features/principalComponents.js';
import type { MapProgress } from '../../../extension/protocol/mapApi.js';
import type { CallContext } from '../../../extension/protocol/rpc.js';
import { backend, withRuntime } from '../../../extension/worker/compute.js';
import { keptModel } from '../../../extension/worker/looking/keptModel.js';
import { mapFolder } from '../../../extension/worker/methods/mapFolder.js';
import { neighbours } from '../../../extension/worker/methods/neighbours.js';
import { thumbnails } from '../../../extension/worker/methods/thumbnails.js';
import { assertClose } from '../../support/close.js';
import { tinyConfig } from '../../support/tinyVit.js';
import { userError } from '../../support/userError.js';
import { photos, writeCheckpoint } from '../../support/workerCalls.js';
import { picture } from '../dataFixtures.js';

let dir: string;
let checkpoint: string;
let folder: string;

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'mfm-map-'));
  [checkpoint, folder] = [join(dir, 'tiny.safetensors'), join(dir, 'images')];
  await backend();
  await writeCheckpoint(checkpoint, tinyConfig());
  for (const name of ['animals', 'energy']) await cp(`${photos}${name}`, join(folder, name), { recursive: true });
  await writeFile(join(folder, 'energy/broken.png'), 'no image');
});
after(() => rm(dir, { recursive: true }));

function call(): CallContext<MapProgress> & { reported: MapProgress[]; controller: AbortController } {
  const reported: MapProgress[] = [];
  const controller = new AbortController();
  return { signal: controller.signal, progress: value => void reported.push(value), reported, controller };
}

/** What a layer's patches are in the mean, of one image, by the way of the tab *Features*. */
function meanToken(name: string, layer: number): Promise<number[]> {
  return withRuntime(async () => {
    const model = await keptModel(checkpoint);
    const { tokens, width, classToken } = (await model.intermediates(join(folder, name)))[layer]!;
    const patches = classToken ? tokens.subarray(width) : tokens;
    const count = patches.length / width;
    return Array.from({ length: width }, (_, i) => {
      let sum = 0;
      for (let patch = 0; patch < count; patch++) sum += patches[patch * width + i]!;
      return sum / count;
    });
  }, call().signal);
}

test('a folder’s images are points: principal components of their mean tokens, with classes and what is unusable', async () => {
  const context = call();
  const map = await mapFolder({ checkpoint, folder, method: 'pca', layer: 0 }, context);
  assert.deepEqual(map.classes, ['animals', 'energy']);
  assert.equal(map.names.length, 18);
  assert.deepEqual(
    map.names.map((name, i) => name.startsWith(`${map.classes[map.labels[i]!]}/`)),
    Array(18).fill(true),
  );
  assert.deepEqual(
    map.failures.map(({ name }) => name),
    ['energy/broken.png'],
  );
  assert.deepEqual(context.reported.at(-1), { part: 'features', done: 19, total: 19 });
  const tokens = await Promise.all(map.names.map(name => meanToken(name, 0)));
  const expected = principalComponents(Float32Array.from(tokens.flat()), tokens[0]!.length, 2);
  assertClose(map.points, expected.scores, 'points', 1e-4);
  assertClose(map.explained!, expected.explained, 'explained', 1e-4);
});

test('another projection takes no image anew, and the same one nothing at all', async () => {
  const [first, second] = [call(), call()];
  const params = { checkpoint, folder, layer: 0 } as const;
  const umap = await mapFolder({ ...params, method: 'umap' }, first);
  assert.equal(umap.explained, undefined);
  assert.deepEqual(new Set(first.reported.map(({ part }) => part)), new Set(['layout']));
  assert.deepEqual((await mapFolder({ ...params, method: 'umap' }, second)).points, umap.points);
  assert.deepEqual(second.reported, []);
});

test('a new image in the folder is on the next map', async () => {
  const grown = join(dir, 'grown');
  await cp(join(folder, 'animals'), grown, { recursive: true });
  const params = { checkpoint, folder: grown, method: 'pca' } as const;
  assert.equal((await mapFolder(params, call())).names.length, 6);
  await cp(join(folder, 'energy/dam2.jpg'), join(grown, 'dam2.jpg'));
  assert.ok((await mapFolder(params, call())).names.includes('dam2.jpg'));
});

test('neighbours are those with the greatest cosine, without the image itself', async () => {
  const { names } = await mapFolder({ checkpoint, folder, method: 'pca', layer: 1 }, call());
  const tokens = await Promise.all(names.map(name => meanToken(name, 1)));
  const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const cosines = tokens.map(
    other => dot(other, tokens[4]!) / Math.sqrt(dot(other, other) * dot(tokens[4]!, tokens[4]!)),
  );
  const expected = [...cosines.keys()].filter(i => i !== 4).sort((a, b) => cosines[b]! - cosines[a]!);
  const found = await neighbours({ checkpoint, folder, layer: 1, image: names[4]!, count: 5 }, call());
  assert.deepEqual(
    found.map(({ image }) => image),
    expected.slice(0, 5),
  );
  assertClose(
    found.map(({ similarity }) => similarity),
    found.map(({ image }) => cosines[image]!),
    'similarity',
    1e-5,
  );
  await assert.rejects(
    neighbours({ checkpoint, folder, layer: 1, image: 'gone.png', count: 5 }, call()),
    userError(/^gone\.png is not among the images of .* any more: draw its map again\.$/),
  );
});

test('a layer that another checkpoint does not have is one sentence', async () => {
  await assert.rejects(
    mapFolder({ checkpoint, folder, method: 'pca', layer: 7 }, call()),
    userError(/^A ViT .* has layers 1 to 2, and no layer 8\.$/),
  );
});

test('drawing is given up while images are run', async () => {
  const context = call();
  context.progress = () => context.controller.abort(new Error('enough'));
  const twenty = join(dir, 'twenty');
  for (const name of ['animals', 'energy', 'fish'])
    await cp(`${photos}${name}`, join(twenty, name), { recursive: true });
  await assert.rejects(mapFolder({ checkpoint, folder: twenty, method: 'pca' }, context), /enough/);
});

test('thumbnails are the middle squares of images; what is no image is named and leaves the others in their places', async () => {
  const [wide, broken] = [join(dir, 'wide.png'), join(folder, 'energy/broken.png')];
  await picture(30, 10).png().toFile(wide);
  const { data, failed } = await thumbnails({ files: [wide, broken, wide], side: 10 }, { ...call(), progress() {} });
  assert.deepEqual(failed, [1]);
  const { data: pixels } = await picture(30, 10).raw().toBuffer({ resolveWithObject: true });
  const middle = Array.from({ length: 300 }, (_, i) => pixels[(Math.floor(i / 30) * 30 + 10) * 3 + (i % 30)]!);
  assert.deepEqual([...data.subarray(0, 300)], middle);
  assert.ok(data.subarray(300, 600).every(value => value === 0));
  assert.deepEqual(data.subarray(600), data.subarray(0, 300));
});
