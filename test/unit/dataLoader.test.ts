import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Batch, labelField } from '../../extension/engine/data/batch.js';
import { decodeImage } from '../../extension/engine/data/decode.js';
import { DecodePool } from '../../extension/engine/data/decodePool.js';
import { type ImageFolder, openImageFolder } from '../../extension/engine/data/folder.js';
import { Loader, type LoaderOptions, NoImagesLeft, stepsPerEpoch } from '../../extension/engine/data/loader.js';
import { epochOrder } from '../../extension/engine/data/sampler.js';
import type { SourceEntry } from '../../extension/engine/data/source.js';
import { makeView } from '../../extension/engine/data/views/registry.js';
import { Random } from '../../extension/engine/random.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { userError } from '../support/userError.js';
import { truncatedJpeg, write, writePictures } from './dataFixtures.js';

const view = { kind: 'pretext', side: 8, minCropScale: 0.2, filter: 'bicubic', sampleRatio: 0.5 } as const;

/** A folder with `count` pictures; those at the positions `bad` of the listing end half-way. */
async function pictures(t: TestContext, count: number, bad: number[] = []): Promise<ImageFolder> {
  const root = await temporaryFolder(t);
  const names = Array.from({ length: count }, (_, i) => `${i}.png`);
  await writePictures(root, names);
  const half = await truncatedJpeg();
  for (const i of bad) await write(join(root, names[i]!), half);
  return openImageFolder(root);
}

/** A loader that is closed when the test ends. */
function open(t: TestContext, folder: ImageFolder, options: Partial<LoaderOptions> = {}): Loader {
  const loader = new Loader({ source: folder, batchSize: 3, seed: 11, threads: 2, view, ...options });
  t.after(() => loader.close());
  return loader;
}

async function batches(loader: Loader, epoch: number, firstStep?: number): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of loader.epoch(epoch, firstStep)) all.push(batch);
  return all;
}

test('a batch holds the views that seed, epoch and image name, in the order of the epoch', async t => {
  const folder = await pictures(t, 7);
  const [first] = await batches(open(t, folder), 4);
  const order = epochOrder(7, 11, 4);
  assert.deepEqual(first!.indices, order.slice(0, 3));
  for (const [slot, index] of first!.indices.entries()) {
    const image = await decodeImage(join(folder.root, folder.entries[index]!.path));
    const expected = makeView(image, view, new Random(11, 4, index, 0));
    const { images, lowPass } = first!.fields;
    assert.deepEqual(images!.slice(slot * 192, (slot + 1) * 192), expected['images']);
    assert.equal(lowPass![slot], expected['lowPass']![0]);
  }
});

test('the rest of an epoch that fills no batch is dropped', async t => {
  const folder = await pictures(t, 8);
  const loader = open(t, folder);
  const all = await batches(loader, 0);
  assert.equal(loader.stepsPerEpoch, 2);
  assert.equal(all.length, 2);
  assert.equal(new Set(all.flatMap(batch => [...batch.indices])).size, 6);
  for (const batch of all)
    assert.deepEqual([batch.size, batch.fields['images']!.length, batch.fields['lowPass']!.length], [3, 3 * 192, 3]);
  assert.ok(all.every(batch => batch.fields['images']!.every(x => x >= 0 && x <= 1)));
});

test('the number of threads changes nothing, with damaged files or without', async t => {
  for (const folder of [await pictures(t, 13), await pictures(t, 13, [0, 4, 5, 12])]) {
    const expected = await batches(open(t, folder, { threads: 1 }), 2);
    assert.equal(expected.length, 4);
    for (const threads of [0, 2, 3]) assert.deepEqual(await batches(open(t, folder, { threads }), 2), expected);
  }
});

test('an epoch goes on in its middle exactly as if it had never been left', async t => {
  const folder = await pictures(t, 13, [1, 6, 7]);
  const whole = await batches(open(t, folder), 5);
  for (const step of [1, 3, 4]) assert.deepEqual(await batches(open(t, folder), 5, step), whole.slice(step));
});

test('epochs and seeds differ', async t => {
  const folder = await pictures(t, 6);
  const loader = open(t, folder, { batchSize: 6 });
  const [[one], [two]] = [await batches(loader, 0), await batches(loader, 1)];
  const [other] = await batches(open(t, folder, { batchSize: 6, seed: 12 }), 0);
  assert.notDeepEqual(one!.fields['images'], two!.fields['images']);
  assert.notDeepEqual(one!.fields['images'], other!.fields['images']);
});

test('the parts of several processes are the batches of one, with damaged files or without', async t => {
  for (const folder of [await pictures(t, 13), await pictures(t, 13, [0, 4, 5, 12])]) {
    const whole = await batches(open(t, folder, { batchSize: 5 }), 1);
    const parts = await Promise.all(
      [0, 1, 2].map(rank => batches(open(t, folder, { batchSize: 5, shard: { rank, of: 3 } }), 1)),
    );
    for (const [step, batch] of whole.entries()) {
      assert.deepEqual(
        parts.map(part => part[step]!.size),
        [1, 2, 2],
      );
      assert.deepEqual(
        parts.flatMap(part => [...part[step]!.indices]),
        [...batch.indices],
      );
      assert.deepEqual(
        parts.flatMap(part => [...part[step]!.fields['images']!]),
        [...batch.fields['images']!],
      );
    }
  }
});

test('once: every image in order, labels and all, in the middle of the image; what does not decode is left out', async t => {
  const root = await temporaryFolder(t);
  await writePictures(root, ['a/0.png', 'a/1.png', 'b/2.png', 'b/3.png', 'c/4.png']);
  await write(join(root, 'b/2.png'), await truncatedJpeg());
  const folder = await openImageFolder(root);
  const square = { kind: 'square', side: 8 } as const;
  const options = { source: folder, view: square, ofEntry: [labelField(folder)] };
  const loader = open(t, folder, options);
  const all: Batch[] = [];
  for await (const batch of loader.once()) all.push(batch);
  assert.deepEqual(
    all.map(({ size, indices, fields }) => [size, [...indices], [...fields['labels']!]]),
    [
      [3, [0, 1, 3], [0, 0, 1]],
      [1, [4], [2]],
    ],
  );
  const image = await decodeImage(join(root, 'c/4.png'));
  assert.deepEqual(all[1]!.fields['images'], makeView(image, square, new Random(0))['images']);
  assert.deepEqual(loader.failed, [{ path: 'b/2.png', reason: 'the file is truncated or damaged' }]);
  const shares = await Promise.all(
    [0, 1].map(async rank => {
      const found: number[] = [];
      for await (const { indices } of open(t, folder, { ...options, shard: { rank, of: 2 } }).once())
        found.push(...indices);
      return found;
    }),
  );
  assert.deepEqual(shares, [
    [0, 1],
    [3, 4],
  ]);
});

test('a file that does not decode is replaced by the next good one, seen in another way, and listed once', async t => {
  const folder = await pictures(t, 6);
  const order = epochOrder(6, 11, 0);
  const [, second, third] = order;
  for (const index of [second!, third!]) {
    await write(join(folder.root, folder.entries[index]!.path), await truncatedJpeg());
  }
  const loader = open(t, folder, { batchSize: 6 });
  const [batch] = await batches(loader, 0);
  const stand = order[3]!;
  assert.deepEqual([...batch!.indices], [order[0], stand, stand, stand, order[4], order[5]]);
  const views = [1, 2, 3].map(slot => batch!.fields['images']!.slice(slot * 192, (slot + 1) * 192).join());
  assert.equal(new Set(views).size, 3);
  await batches(loader, 1);
  const reason = 'the file is truncated or damaged';
  assert.deepEqual(
    loader.failed,
    [second!, third!].map(index => ({ path: folder.entries[index]!.path, reason })),
  );
});

test('a file that vanishes is replaced too; what the folder left out is not among those that failed', async t => {
  const root = await temporaryFolder(t);
  await writePictures(root, ['a.png', 'b.png', 'c.png']);
  await write(join(root, 'text.jpg'), 'no image');
  const folder = await openImageFolder(root);
  await rm(join(root, 'b.png'));
  const loader = open(t, folder);
  const [batch] = await batches(loader, 0);
  assert.ok(!batch!.indices.includes(1));
  assert.deepEqual(loader.failed, [{ path: 'b.png', reason: 'there is no such file' }]);
});

test('what somebody else could not decode is not tried, and named once', async t => {
  const folder = await pictures(t, 3);
  const loader = open(t, folder);
  loader.giveUp(1, 'it was damaged');
  loader.giveUp(1, 'it was damaged');
  const [batch] = await batches(loader, 0);
  assert.ok(!batch!.indices.includes(1));
  assert.deepEqual(loader.failed, [{ path: '1.png', reason: 'it was damaged' }]);
});

test('a folder that goes away is gone through once, and all its images are named', async t => {
  const folder = await pictures(t, 20);
  const loader = open(t, folder, { batchSize: 4, threads: 1 });
  const tried: string[] = [];
  const run = DecodePool.prototype.run;
  t.mock.method(DecodePool.prototype, 'run', function (this: DecodePool, entry: SourceEntry, stream: number[]) {
    tried.push(entry.path);
    return run.call(this, entry, stream);
  });
  await rm(folder.root, { recursive: true });
  await assert.rejects(batches(loader, 0), error => error instanceof NoImagesLeft);
  assert.equal(loader.failed.length, 20);
  // Drafts of three batches run at the same time, and do not know of each other's images that are on their way.
  assert.ok(tried.length <= 3 * 20, `${tried.length} attempts`);
});

test('when nothing decodes, the epoch ends in one sentence', async t => {
  const folder = await pictures(t, 4, [0, 1, 2, 3]);
  const message =
    /^None of the 4 images in .* can be decoded \(\d\.png: the file is truncated or damaged\): put good files in their place/;
  await assert.rejects(batches(open(t, folder), 0), userError(message));
});

test('a batch larger than the set is refused', async t => {
  const folder = await pictures(t, 2);
  const message = /^DATA\.BATCH_SIZE is 3, but there are only 2 images in .*: set it to 2 or less\.$/;
  assert.throws(() => stepsPerEpoch(folder, 3), userError(message));
});

test('an epoch can be left early, and the loader used again and closed', async t => {
  const folder = await pictures(t, 13);
  const loader = open(t, folder, { batchSize: 1 });
  const expected = await batches(loader, 3);
  for await (const batch of loader.epoch(0)) {
    assert.equal(batch.indices.length, 1);
    break;
  }
  assert.deepEqual(await batches(loader, 3), expected);
  await loader.epoch(1).next();
  await loader.close();
  await loader.close();
  await assert.rejects(batches(loader, 0), /The image loader was closed\./);
});

test('a failure inside a thread reaches whoever waits for a batch', async t => {
  const folder = await pictures(t, 3);
  // No image can be resized to this side, which the threads find out after decoding.
  const loader = open(t, folder, { view: { ...view, side: 0 } });
  await assert.rejects(batches(loader, 0), /^Error: A decoding thread failed: cannot resize .* 0 pixels$/);
  await assert.rejects(batches(loader, 0), /A decoding thread failed/);
});
