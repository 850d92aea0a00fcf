import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { decodeImage } from '../../extension/engine/data/decode.js';
import { openImageFolder } from '../../extension/engine/data/folder.js';
import { naturalOrder } from '../../extension/engine/data/naturalOrder.js';
import { root } from '../support/root.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { userError } from '../support/userError.js';
import { pathsOf, truncatedJpeg, write, writePictures } from './dataFixtures.js';

test('names are ordered as people count', () => {
  const ordered = ['10.jpg', 'a1b2', 'a01b10', 'a1b10', 'a2', 'fish2', 'fish10', 'fish10a', 'fish11'];
  for (const [i, a] of ordered.entries()) {
    for (const [k, b] of ordered.entries()) assert.equal(Math.sign(naturalOrder(a, b)), Math.sign(i - k), `${a}, ${b}`);
  }
});

test('first-level folders are classes, at any depth below them', async t => {
  const folder = await temporaryFolder(t);
  await writePictures(folder, ['cat10/1.png', 'cat2/10.png', 'cat2/2.png', 'cat2/deep/er/0.PNG', 'loose.png']);
  await mkdir(join(folder, 'empty'));
  const found = await openImageFolder(folder);
  assert.equal(found.root, folder);
  assert.deepEqual(found.classes, ['cat2', 'cat10']);
  assert.deepEqual(found.entries, [
    { path: 'cat2/2.png', label: 0 },
    { path: 'cat2/10.png', label: 0 },
    { path: 'cat2/deep/er/0.PNG', label: 0 },
    { path: 'cat10/1.png', label: 1 },
    { path: 'loose.png', label: -1 },
  ]);
  assert.deepEqual(found.skipped, []);
});

test('a flat folder has no classes', async t => {
  const folder = await temporaryFolder(t);
  await writePictures(folder, ['b.png', 'a.png']);
  const found = await openImageFolder(folder);
  assert.deepEqual(found.classes, []);
  assert.deepEqual(found.entries, [
    { path: 'a.png', label: -1 },
    { path: 'b.png', label: -1 },
  ]);
});

test('the example photographs are labelled by their folders', async () => {
  const found = await openImageFolder(join(root, 'examples/photos'));
  assert.deepEqual(found.classes, ['animals', 'energy', 'fish', 'objects', 'scenery', 'texture', 'tools']);
  assert.equal(found.entries.length, 69);
  for (const { path, label } of found.entries) assert.equal(path.split('/')[0], found.classes[label]);
});

test('hidden and other files are passed over; files that only pretend to be images are listed', async t => {
  const folder = await temporaryFolder(t);
  await writePictures(folder, ['good.png', '.hidden.png', '.cache/thumb.png']);
  await write(join(folder, 'notes.txt'), 'text');
  await write(join(folder, 'text.jpg'), 'this is a text that is named like an image');
  await write(join(folder, 'bitmap.bmp'), 'BM of a kind that is not decoded');
  await write(join(folder, 'empty.jpeg'), '');
  await symlink(join(folder, 'nowhere.png'), join(folder, 'dangling.png'));
  // Only decoding can tell that this one ends half-way.
  await write(join(folder, 'half.jpg'), await truncatedJpeg());
  const found = await openImageFolder(folder);
  assert.deepEqual(pathsOf(found), ['good.png', 'half.jpg']);
  assert.deepEqual(
    found.skipped.map(({ path, reason }) => `${path}: ${reason}`),
    [
      'bitmap.bmp: it is not a JPEG, PNG, WebP, TIFF, GIF or AVIF image',
      'dangling.png: there is no such file',
      'empty.jpeg: the file is empty',
      'text.jpg: it is not a JPEG, PNG, WebP, TIFF, GIF or AVIF image',
    ],
  );
});

test('links to folders and files are followed, but not in circles', async t => {
  const folder = await temporaryFolder(t);
  await writePictures(folder, ['set/a/1.png', 'elsewhere/2.png']);
  const set = join(folder, 'set');
  await symlink(join(folder, 'elsewhere'), join(set, 'b'));
  await symlink(set, join(set, 'a', 'loop'));
  await symlink(join(set, 'a', '1.png'), join(set, 'c.png'));
  const found = await openImageFolder(set);
  assert.deepEqual(pathsOf(found), ['a/1.png', 'b/2.png', 'c.png']);
});

test('a folder that gives no images ends in one sentence that says what to do', async t => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'empty'));
  await write(join(folder, 'one/a.jpg'), 'x');
  await write(join(folder, 'two/a.jpg'), 'x');
  await write(join(folder, 'two/b.png'), 'y');
  await symlink(join(folder, 'circle'), join(folder, 'circle'));
  const cases: [string, RegExp][] = [
    ['missing', /^There is no folder .*missing: check the path of the images\.$/],
    ['one/a.jpg', /a\.jpg is not a folder: name the folder that holds the images\.$/],
    ['empty', /^There are no images in .*empty: put JPEG, .* files into it or name another folder\.$/],
    ['one', /^The only image file in .*one can be used \(a\.jpg: it is not .*\): replace/],
    ['two', /^None of the 2 image files in .*two can be used \(a\.jpg: it is not a JPEG, .*\): replace the files or/],
    [
      'circle',
      /^The folder .*circle cannot be read \(its links lead in a circle\): make it readable or move it elsewhere\.$/,
    ],
  ];
  for (const [name, message] of cases) await assert.rejects(openImageFolder(join(folder, name)), userError(message));
});

test('folders that link to each other in endless ways are refused', async t => {
  const folder = await temporaryFolder(t);
  const names = Array.from({ length: 8 }, (_, i) => `f${i}`);
  await writePictures(
    folder,
    names.map(name => `${name}/p.png`),
  );
  for (const from of names)
    for (const to of names) if (to !== from) await symlink(join(folder, to), join(folder, from, `to ${to}`));
  await assert.rejects(
    openImageFolder(folder),
    userError(/^Links in .* lead into folders that were listed already more than 1000 times .*: remove links/),
  );
});

test('pipes and devices with names of images are left out, and nobody waits for them', async t => {
  if (process.platform === 'win32') return t.skip('there are no such files');
  const folder = await temporaryFolder(t);
  await writePictures(folder, ['a/1.png']);
  await promisify(execFile)('mkfifo', [join(folder, 'a/pipe.png')]);
  await symlink('/dev/zero', join(folder, 'a/zero.png'));
  const { entries, skipped } = await openImageFolder(folder);
  assert.deepEqual(
    entries.map(({ path }) => path),
    ['a/1.png'],
  );
  const reason = 'it is a pipe or a device, not a file';
  assert.deepEqual(skipped, [
    { path: 'a/pipe.png', reason },
    { path: 'a/zero.png', reason },
  ]);
  const [pipe, zero] = ['a/pipe.png', 'a/zero.png'].map(path => join(folder, path));
  for (const file of [pipe!, zero!]) {
    await assert.rejects(decodeImage(file), userError(/cannot be used: it is a pipe or a device, not a file\.$/));
  }
});

test('a folder without permission is an error, at the root and below it', async t => {
  if (process.platform === 'win32' || process.getuid?.() === 0) return t.skip('permissions do not bind this user');
  const folder = await temporaryFolder(t);
  await writePictures(folder, ['a/1.png', 'b/2.png']);
  const message = /The folder .*b cannot be read \(permission denied\): make it readable/;
  await chmod(join(folder, 'b'), 0);
  try {
    await assert.rejects(openImageFolder(folder), userError(message));
    await assert.rejects(openImageFolder(join(folder, 'b')), userError(message));
  } finally {
    await chmod(join(folder, 'b'), 0o700);
  }
});
