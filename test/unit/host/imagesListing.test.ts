import assert from 'node:assert/strict';
import { mkdir, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { listFolder } from '../../../extension/engine/data/listFolder.js';
import { sampleFolder, spread } from '../../../extension/engine/data/sampleFolder.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { userError } from '../../support/userError.js';
import { write } from '../dataFixtures.js';

async function writeNames(folder: string, names: string[]): Promise<void> {
  for (const name of names) await write(join(folder, name), 'x');
}

test('a listing has folders and the first images in natural order, and counts all', async t => {
  const folder = await temporaryFolder(t);
  const many = Array.from({ length: 60 }, (_, i) => `image ${(i * 7) % 60}.png`);
  await writeNames(folder, [...many, 'b10/x.png', 'b2/x.png', '.hidden/x.png', '.secret.png', 'notes.txt']);
  await symlink(join(folder, 'b2'), join(folder, 'linked'));
  const listing = await listFolder(folder, 3);
  assert.deepEqual(listing, {
    folders: ['b2', 'b10', 'linked'],
    images: ['image 0.png', 'image 1.png', 'image 2.png'],
    imageCount: 60,
  });
  await assert.rejects(listFolder(join(folder, 'gone'), 3), { code: 'ENOENT' });
});

test('a sample takes from all parts of a folder, and no more than was asked for', async t => {
  const folder = await temporaryFolder(t);
  const names = Array.from({ length: 10 }, (_, i) =>
    Array.from({ length: 30 }, (_, k) => `class ${i}/${k}.jpg`),
  ).flat();
  await writeNames(folder, [...names, 'loose.jpg']);
  const sample = await sampleFolder(folder, 4);
  assert.equal(sample.length, 4);
  assert.equal(basename(sample[0]!), 'loose.jpg');
  assert.equal(new Set(sample.map(path => path.split('/').at(-2))).size, 4);
  const larger = await sampleFolder(folder, 40);
  assert.equal(larger.length, 40);
  assert.equal(new Set(larger).size, 40);
  assert.equal(new Set(larger.map(path => path.split('/').at(-2))).size, 11);
});

test('a sample follows links to folders, goes down, and gives what there is', async t => {
  const folder = await temporaryFolder(t);
  await writeNames(folder, ['store/deep/er/1.png', 'store/deep/er/2.png', 'store/.hidden/3.png']);
  await mkdir(join(folder, 'data'));
  await symlink(join(folder, 'store'), join(folder, 'data/linked'));
  await symlink(join(folder, 'data'), join(folder, 'data/itself'));
  const sample = await sampleFolder(join(folder, 'data/linked'), 12);
  assert.deepEqual(
    sample.map(path => basename(path)),
    ['1.png', '2.png'],
  );
  assert.ok((await sampleFolder(join(folder, 'data'), 2)).length > 0);
  await mkdir(join(folder, 'empty'));
  await assert.rejects(sampleFolder(join(folder, 'empty'), 3), userError(/There are no images in .*empty/));
});

test('values are spread evenly', () => {
  assert.deepEqual(spread([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 5), [1, 3, 5, 7, 9]);
  assert.deepEqual(spread([0, 1], 5), [0, 1]);
  assert.deepEqual(spread([0, 1], 0), []);
});
