import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { mapSource } from '../../extension/engine/map/mapSource.js';
import { nearestRows } from '../../extension/engine/map/nearestRows.js';
import { project } from '../../extension/engine/map/project.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { userError } from '../support/userError.js';

const [width, each, groups] = [12, 20, 3];

/** Three bundles of directions, of lengths from 1 to 2: row i is of group i % 3. */
function bundles(): { values: Float32Array; width: number } {
  const noise = lcg(groups * each * width, 7);
  const values = Float32Array.from(noise, (u, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    return (1 + (row % 5) / 4) * (column % groups === row % groups ? 1 + u / 4 : u / 4);
  });
  return { values, width };
}

const distance = (points: Float32Array, a: number, b: number) =>
  Math.hypot(points[2 * a]! - points[2 * b]!, points[2 * a + 1]! - points[2 * b + 1]!);

onEachBackend('UMAP', use => {
  test('keeps what is alike together and what is not apart, the same way every time', async () => {
    await use();
    const { points } = await project(bundles(), 'umap');
    const rows = [...Array(groups * each).keys()];
    for (const row of rows) {
      const [nearest] = rows
        .filter(other => other !== row)
        .sort((a, b) => distance(points, row, a) - distance(points, row, b));
      assert.equal(nearest! % groups, row % groups, `image ${row}`);
    }
    assert.deepEqual((await project(bundles(), 'umap')).points, points);
  });

  test('few and equal images have their places, too', async () => {
    await use();
    const few = { values: Float32Array.from(lcg(4 * width, 3)), width };
    for (const features of [few, { values: new Float32Array(20 * width).fill(1), width }]) {
      const { points } = await project(features, 'umap');
      assert.equal(points.length, (2 * features.values.length) / width);
      assert.ok(points.every(Number.isFinite));
    }
    const three = { values: few.values.subarray(0, 3 * width), width };
    await assert.rejects(
      project(three, 'umap'),
      userError(/^UMAP needs at least 4 images, and there are 3: choose PCA or a folder with more\.$/),
    );
  });

  test('is given up between two epochs', async () => {
    await use();
    const controller = new AbortController();
    let last = 0;
    const onProgress = (done: number) => {
      last = done;
      if (done === 5) controller.abort(new Error('enough'));
    };
    await assert.rejects(project(bundles(), 'umap', { signal: controller.signal, onProgress }), /enough/);
    assert.equal(last, 5);
  });
});

test('principal components are the axes of the map, with their shares of the variance', async () => {
  // Along (3, 4) / 5 with a deviation of 10, across it with one of 1.
  const [along, across] = [
    [-10, 10, -10, 10],
    [-1, 1, 1, -1],
  ];
  const values = Float32Array.from({ length: 8 }, (_, i) => {
    const row = Math.floor(i / 2);
    return i % 2 === 0 ? 0.6 * along![row]! - 0.8 * across![row]! : 0.8 * along![row]! + 0.6 * across![row]!;
  });
  const { points, explained } = await project({ values, width: 2 }, 'pca');
  const size = (axis: number) => [0, 1, 2, 3].map(row => Math.abs(points[2 * row + axis]!));
  assertClose(size(0), [10, 10, 10, 10], 'first axis', 1e-4);
  assertClose(size(1), [1, 1, 1, 1], 'second axis', 1e-4);
  assertClose(explained!, [100 / 101, 1 / 101], 'explained', 1e-5);
});

test('nearest rows come by their cosine, whatever their length; of equal ones the first', () => {
  const values = Float32Array.of(0, 1, 5, 5, 2, 0, -3, 0, 0, 0, 9, 0);
  const found = nearestRows({ values, width: 2 }, Float32Array.of(0.1, 0), 4, row => row !== 3);
  assert.deepEqual(
    found.map(({ row }) => row),
    [2, 5, 1, 0],
  );
  assertClose(
    found.map(({ similarity }) => similarity),
    [1, 1, Math.SQRT1_2, 0],
    'similarity',
    1e-6,
  );
});

test('images of a map are spread over a folder, and the folders in it are classes', async t => {
  const dir = await temporaryFolder(t);
  for (const path of [
    'a/1.png',
    'a/deep/2.png',
    'a/deep/3.png',
    'b/1.jpg',
    'b/2.jpg',
    'top.png',
    'notes.txt',
    'empty/x.md',
  ]) {
    await mkdir(join(dir, path, '..'), { recursive: true });
    await writeFile(join(dir, path), '');
  }
  const all = await mapSource(dir, 100);
  assert.deepEqual(all.classes, ['a', 'b']);
  assert.deepEqual(
    all.entries.map(({ path, label }) => [path, label]),
    [
      ['top.png', -1],
      ['a/1.png', 0],
      ['a/deep/2.png', 0],
      ['a/deep/3.png', 0],
      ['b/1.jpg', 1],
      ['b/2.jpg', 1],
    ],
  );
  const some = await mapSource(dir, 3);
  assert.equal(some.entries.length, 3);
  assert.deepEqual(some.classes, ['a', 'b']);
  await assert.rejects(mapSource(join(dir, 'empty'), 3), userError(/^There are no images in /));
});
