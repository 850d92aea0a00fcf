import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openImageFolder } from '../../../extension/engine/data/folder.js';
import { type FolderCount, FolderCounts } from '../../../extension/host/images/folderCounts.js';
import { countText, folderTooltip } from '../../../extension/host/images/imageText.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { english } from '../../support/words.js';
import { pngHead, write } from '../dataFixtures.js';

/** Counts with a way to wait until a folder has been counted. */
function counting(t: TestContext) {
  let wake = () => {};
  const counts = new FolderCounts(() => wake());
  t.after(() => counts.dispose());
  const changed = () => new Promise<void>(resolve => (wake = resolve));
  return { counts, changed };
}

test('images and classes are counted once and remembered', async t => {
  const folder = await temporaryFolder(t);
  for (const name of ['cats/1.png', 'cats/deep/2.jpg', 'dogs/3.webp', 'none/readme.md', 'loose.gif']) {
    await write(join(folder, name), pngHead);
  }
  const { counts, changed } = counting(t);
  const counted = changed();
  assert.equal(countText(english, counts.get(folder)), 'counting …');
  await counted;
  const count = counts.get(folder);
  assert.deepEqual(
    [...count.classes],
    [
      ['cats', 2],
      ['dogs', 1],
    ],
  );
  assert.equal(countText(english, count), '4 images · 2 classes');

  await write(join(folder, 'dogs/4.png'), pngHead);
  assert.equal(counts.get(folder), count);
  const again = changed();
  counts.recount(folder);
  assert.equal(counts.get(folder), count, 'the old count stands until the new one is there');
  await again;
  assert.equal(countText(english, counts.get(folder)), '5 images · 2 classes');
});

test('a folder that is missing, and one that comes back', async t => {
  const folder = join(await temporaryFolder(t), 'photos');
  const { counts, changed } = counting(t);
  const missing = changed();
  counts.get(folder);
  await missing;
  assert.equal(countText(english, counts.get(folder)), 'not found');
  assert.match(
    folderTooltip(english, folder, ['a.yaml', 'b.yaml'], counts.get(folder)),
    /Used by a\.yaml, b\.yaml\n.*DATA\.DATA_PATH/,
  );
  await write(join(folder, '1.png'), pngHead);
  const found = changed();
  counts.recountAll();
  await found;
  assert.equal(countText(english, counts.get(folder)), '1 image');
  await rm(folder, { recursive: true });
});

test('files that are no images are not counted, and told with the reason that a run would give', async t => {
  const folder = await temporaryFolder(t);
  for (const name of ['a/1.png', 'a/2.png', 'b/3.png']) await write(join(folder, name), pngHead);
  await write(join(folder, 'a/text.jpg'), 'no image');
  await write(join(folder, 'c/empty.png'), '');
  const { counts, changed } = counting(t);
  const counted = changed();
  counts.get(folder);
  await counted;
  const count = counts.get(folder);
  assert.equal(countText(english, count), '3 of 5 images · 2 classes');
  assert.deepEqual([...count.classes.values()], [2, 1]);
  assert.deepEqual(count.unusable, (await openImageFolder(folder)).skipped);
});

test('a folder of very many files is counted by their names alone', async t => {
  const folder = await temporaryFolder(t);
  await write(join(folder, 'text.jpg'), 'no image');
  for (let i = 0; i < 5000; i++) await writeFile(join(folder, `${i}.txt`), '');
  const { counts, changed } = counting(t);
  const counted = changed();
  counts.get(folder);
  await counted;
  assert.deepEqual([counts.get(folder).images, counts.get(folder).unusable], [1, []]);
});

test('what is asked for while counting goes on is counted too', async t => {
  const folder = await temporaryFolder(t);
  const folders = ['a', 'b', 'c'].map(name => join(folder, name));
  for (const dir of folders) await write(join(dir, 'x.png'), pngHead);
  const { counts, changed } = counting(t);
  for (const dir of folders) counts.get(dir);
  while (folders.some(dir => counts.get(dir).state !== 'done')) await changed();
  assert.deepEqual(
    folders.map(dir => counts.get(dir).images),
    [1, 1, 1],
  );
});

test('counts in words', () => {
  const text = (change: Partial<FolderCount>) =>
    countText(english, { state: 'done', images: 0, atLeast: false, classes: new Map(), unusable: [], ...change });
  assert.equal(text({}), 'no images');
  assert.equal(text({ images: 2, classes: new Map([['a', 2]]) }), '2 images · 1 class');
  assert.equal(text({ images: 1_281_167, atLeast: true }), 'over 1\u202f281\u202f167 images');
  assert.equal(text({ state: 'counting', images: 12_345 }), 'counting … 12\u202f345');
  const unusable = [{ path: 'a.jpg', reason: 'the file is empty' }];
  assert.equal(text({ images: 2, unusable }), '2 of 3 images');
  assert.equal(text({ unusable }), '0 of 1 images');
});
