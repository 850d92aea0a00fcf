import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SkippedFile } from '../../extension/engine/data/folder.js';
import { unusableText } from '../../extension/engine/report/unusableText.js';
import { type RunState, unusableOf } from '../../extension/engine/runs/runState.js';
import { UnusableImages } from '../../extension/engine/training/unusableImages.js';
import { imagesUsed, mostNamed } from '../../extension/protocol/unusableImages.js';

const files = (count: number, name = 'a'): SkippedFile[] =>
  Array.from({ length: count }, (_, i) => ({ path: `${name}${i}.jpg`, reason: 'the file is empty' }));
const folderOf = (entries: number, skipped: SkippedFile[]) => ({
  entries: files(entries).map(({ path }) => ({ path, label: -1 })),
  skipped,
});

test('each image is told of once: at first what was left out, then what failed, with its step', () => {
  const failed = files(1, 'sample');
  const images = new UnusableImages(folderOf(10, files(2)), failed);
  assert.deepEqual(images.found(0), {
    type: 'unusable',
    step: 0,
    all: 12,
    leftOut: 2,
    failed: 1,
    files: [...files(2), { ...failed[0]!, step: 0 }],
  });
  assert.equal(images.found(1), undefined);
  failed.push(...files(2, 'b'));
  const later = images.found(7)!;
  assert.deepEqual([later.failed, imagesUsed(later)], [3, 7]);
  assert.deepEqual(
    later.files,
    files(2, 'b').map(file => ({ ...file, step: 7 })),
  );
  assert.deepEqual(images.all.unusable, { all: 12, leftOut: 2, failed: 3 });
  assert.equal(images.all.skipped.length, 5);
});

test('a run that can use every image says nothing', () => {
  const images = new UnusableImages(folderOf(3, []), []);
  assert.equal(images.found(0), undefined);
  assert.deepEqual(images.all, { skipped: [] });
});

test('of many files the first are named and all are counted', () => {
  const failed = files(5, 'b');
  const images = new UnusableImages(folderOf(5, files(mostNamed - 2)), failed);
  const first = images.found(0)!;
  assert.deepEqual([first.files.length, first.leftOut, first.failed], [mostNamed, mostNamed - 2, 5]);
  failed.push(...files(3, 'c'));
  const second = images.found(1)!;
  assert.deepEqual([second.files.length, second.failed], [0, 8]);
  assert.equal(images.all.skipped.length, mostNamed);
});

test('a run.json of an older version lists them without saying when they were found', () => {
  const start = { images: 83 } as RunState['start'];
  assert.deepEqual(unusableOf({ start, skipped: files(2) }), { all: 85, leftOut: 2, failed: 0 });
  assert.equal(unusableOf({ start, skipped: [] }), undefined);
  assert.equal(unusableOf({ start }), undefined);
});

test('the words are the same for the terminal, the log and the report', () => {
  assert.equal(
    unusableText({ all: 19, leftOut: 2, failed: 3 }, files(3), 2),
    [
      '14 of 19 images are used: 2 left out at a first look, 3 failed when decoded.',
      '  a0.jpg: the file is empty',
      '  a1.jpg: the file is empty',
      '  and 1 more, listed in run.json',
    ].join('\n'),
  );
  assert.equal(
    unusableText({ all: 3, leftOut: 0, failed: 1 }, [], 9),
    '2 of 3 images are used: 1 failed when decoded.',
  );
});
