import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeImage } from '../../extension/engine/data/decode.js';
import { openImageFolder } from '../../extension/engine/data/folder.js';
import { folderProblem } from '../../extension/engine/data/folderProblem.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { userError } from '../support/userError.js';
import { pathsOf, write, writePictures } from './dataFixtures.js';

test('what keeps a run from taking images from a folder is seen without looking through it', async t => {
  const folder = await temporaryFolder(t);
  assert.equal(await folderProblem(join(folder, 'nowhere')), 'missing');
  await write(join(folder, 'set/notes.txt'), '');
  await write(join(folder, 'set/.hidden.png'), '');
  assert.equal(await folderProblem(join(folder, 'set/notes.txt')), 'noFolder');
  assert.equal(await folderProblem(join(folder, 'set')), 'noImages');
  await symlink(join(folder, 'circle'), join(folder, 'circle'));
  assert.equal(await folderProblem(join(folder, 'circle')), 'unreadable');
  await write(join(folder, 'set/a/b/1.png'), '');
  assert.equal(await folderProblem(join(folder, 'set')), undefined);
});

test('a folder is not called empty where that is not known', async t => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'many'));
  for (let i = 0; i < 2001; i++) await writeFile(join(folder, 'many', `${i}.txt`), '');
  assert.equal(await folderProblem(join(folder, 'many')), undefined);
  await mkdir(join(folder, 'links'));
  await symlink(join(folder, 'many'), join(folder, 'links/class'));
  assert.equal(await folderProblem(join(folder, 'links')), undefined);
});

test('a pipe or a device that is named like an image keeps nobody waiting', async t => {
  if (process.platform === 'win32') return t.skip('there are no such files');
  const folder = await temporaryFolder(t);
  await writePictures(folder, ['good.png']);
  execFileSync('mkfifo', [join(folder, 'pipe.png')]);
  await symlink('/dev/zero', join(folder, 'zero.png'));
  const found = await openImageFolder(folder);
  assert.deepEqual(pathsOf(found), ['good.png']);
  const reason = 'it is a pipe or a device, not a file';
  assert.deepEqual(found.skipped, [
    { path: 'pipe.png', reason },
    { path: 'zero.png', reason },
  ]);
  await assert.rejects(decodeImage(join(folder, 'pipe.png')), userError(/pipe\.png cannot be used: it is a pipe/));
});
