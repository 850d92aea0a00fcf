import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Config } from '../../extension/engine/config/schema.js';
import { openTrainingImages } from '../../extension/engine/training/images.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyConfig } from '../support/tinyVit.js';
import { userError } from '../support/userError.js';
import { writePictures } from './dataFixtures.js';

const paths = (images: { entries: { path: string }[] } | undefined) => images?.entries.map(({ path }) => path);

function config(root: string, data: Partial<Config['DATA']> = {}): Config {
  const made = tinyConfig();
  made.MODEL.NAME = 'finetune';
  Object.assign(made.DATA, { DATA_PATH: root, ...data });
  return made;
}

test('a folder with train and val in it is trained on and measured on, as in the paper’s code', async t => {
  const root = await temporaryFolder(t);
  await writePictures(root, ['train/a/1.png', 'train/b/2.png', 'val/a/3.png', 'val/b/4.png']);
  const found = await openTrainingImages(config(root));
  assert.deepEqual(
    [paths(found), paths(found.heldOut)],
    [
      ['a/1.png', 'b/2.png'],
      ['a/3.png', 'b/4.png'],
    ],
  );
  assert.deepEqual(found.classes, ['a', 'b']);
  const named = await openTrainingImages(config(join(root, 'train'), { VAL_PATH: join(root, 'val') }));
  assert.deepEqual([paths(named), paths(named.heldOut)], [paths(found), paths(found.heldOut)]);
  await assert.rejects(
    openTrainingImages(config(root, { VAL_SPLIT: 0.5 })),
    userError(/^DATA\.VAL_SPLIT is 0\.5, but .* has its images to measure on in val: set it to 0, /),
  );
  const pretraining = config(root);
  pretraining.MODEL.NAME = 'pretrain';
  const all = await openTrainingImages(pretraining);
  assert.deepEqual([all.entries.length, all.heldOut], [4, undefined]);
  await rm(join(root, 'val'), { recursive: true });
  assert.deepEqual((await openTrainingImages(config(root))).classes, ['train'], 'a class like any other');
});

test('a share of each class is held out, the same for the same seed, and at least one image of each stays in either part', async t => {
  const root = await temporaryFolder(t);
  const files = [...Array.from({ length: 10 }, (_, i) => `a/${i}.png`), 'b/0.png', 'b/1.png'];
  await writePictures(root, files);
  const split = (seed: number) => {
    const made = config(root, { VAL_SPLIT: 0.3 });
    made.SEED = seed;
    return openTrainingImages(made);
  };
  const found = await split(0);
  const count = (images: { entries: { label: number }[] }) =>
    [0, 1].map(label => images.entries.filter(entry => entry.label === label).length);
  assert.deepEqual(
    [count(found), count(found.heldOut!)],
    [
      [7, 1],
      [3, 1],
    ],
  );
  assert.deepEqual([...paths(found)!, ...paths(found.heldOut)!].sort(), [...files].sort());
  assert.deepEqual(paths((await split(0)).heldOut), paths(found.heldOut));
  assert.notDeepEqual(paths((await split(1)).heldOut), paths(found.heldOut));
});

test('a class of one image cannot be parted', async t => {
  const root = await temporaryFolder(t);
  await writePictures(root, ['a/1.png', 'a/2.png', 'lonely/3.png']);
  await assert.rejects(
    openTrainingImages(config(root, { VAL_SPLIT: 0.5 })),
    userError(/^DATA\.VAL_SPLIT parts the images of each class in two, and lonely in .* has only one: /),
  );
});
