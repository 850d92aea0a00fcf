import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { backend } from '../../extension/worker/compute.js';
import { tinyConfig } from '../support/tinyVit.js';
import { photos, writeCheckpoint } from '../support/workerCalls.js';
import { mfm } from './mfm.js';

let dir: string;
const at = (...parts: string[]) => join(dir, ...parts);
const model = () => at('tiny.safetensors');

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'mfm map '));
  await backend();
  await writeCheckpoint(model(), tinyConfig());
  for (const name of ['animals', 'energy']) await cp(`${photos}${name}`, at('images', name), { recursive: true });
  await cp(at('images/animals/moose.jpg'), at('images/moose again.jpg'));
  await writeFile(at('images/energy/broken.png'), 'no image');
});
after(() => rm(dir, { recursive: true }));

for (const method of ['pca', 'umap']) {
  test(`mfm map --method ${method} writes a point of every image that can be read`, async () => {
    const output = at(`${method}.json`);
    const args = [model(), at('images'), '--method', method, '--output', output, '--backend', 'wasm'];
    const { code, stdout, stderr } = await mfm('map', ...args, '--json');
    assert.equal(code, 0, stderr);
    const said = JSON.parse(stdout);
    assert.deepEqual([said.file, said.images, said.method, said.layer], [output, 19, method, 'last']);
    assert.deepEqual(said.classes, ['animals', 'energy']);
    assert.deepEqual(
      said.failed.map(({ path }: { path: string }) => path),
      ['energy/broken.png'],
    );
    const { points, explained } = JSON.parse(await readFile(output, 'utf8'));
    assert.equal(points.length, 19);
    assert.deepEqual(points[0].path, 'moose again.jpg');
    assert.equal('class' in points[0], false);
    assert.equal(points[1].class, 'animals');
    assert.ok(points.every(({ x, y }: { x: number; y: number }) => Number.isFinite(x) && Number.isFinite(y)));
    assert.equal(explained?.length, method === 'pca' ? 2 : undefined);
    // The same picture in two places has one place on the map of its components.
    const twins = points.filter(({ path }: { path: string }) => path.includes('moose'));
    if (method === 'pca') assert.ok(Math.hypot(twins[0].x - twins[1].x, twins[0].y - twins[1].y) < 1e-4);
  });
}

test('mfm map says in text what it did', async () => {
  const output = at('text.json');
  const { stdout } = await mfm('map', model(), at('images'), '--output', output, '--images', '8', '--backend', 'wasm');
  assert.match(
    stdout,
    /^ViT 2 x 16, patch 4: 8 images on a plane, along two principal components, which have \d+(\.\d+)? % of the variance\n/,
  );
  assert.match(stdout, /Written to /);
});

test('mfm neighbours lists the most similar images, the image itself left out', async () => {
  const image = at('images/animals/moose.jpg');
  const args = [model(), image, at('images'), '--count', '3', '--backend', 'wasm'];
  const { code, stdout, stderr } = await mfm('neighbours', ...args, '--json');
  assert.equal(code, 0, stderr);
  const { neighbours, images, failed } = JSON.parse(stdout);
  assert.deepEqual([images, failed.length, neighbours.length], [19, 1, 3]);
  assert.equal(neighbours[0].path, 'moose again.jpg');
  assert.ok(Math.abs(neighbours[0].similarity - 1) < 1e-5);
  assert.ok(
    neighbours[1].similarity >= neighbours[2].similarity && neighbours[1].similarity < neighbours[0].similarity,
  );
  assert.ok(!neighbours.some(({ path }: { path: string }) => path === 'animals/moose.jpg'));
  const text = await mfm('neighbours', ...args);
  assert.match(text.stdout, /^cosine +image\n1\.0000 +moose again\.jpg\n/);
  assert.match(text.stdout, /Left out 1 unreadable file:\n {2}energy\/broken\.png: /);
});

test('what cannot be mapped is one sentence', async () => {
  const cases = [
    [['map', model(), at('nowhere')], /^mfm: The folder .*nowhere cannot be read/],
    [['map', model(), at('images'), '--layer', '3'], /--layer 3: the model has layers 1 to 2\./],
    [['neighbours', model(), at('gone.jpg'), at('images')], /gone\.jpg cannot be used: /],
    [['neighbours', model(), at('images/energy/broken.png'), at('images')], /broken\.png cannot be used: /],
  ] as const;
  for (const [args, expected] of cases) {
    const { code, stdout, stderr } = await mfm(...args, '--backend', 'wasm');
    assert.equal(code, 2, `${args.join(' ')}: ${stderr}`);
    assert.equal(stdout, '');
    assert.match(stderr.split('\n').filter(Boolean).at(-1)!, expected);
  }
});
