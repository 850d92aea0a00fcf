import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readSegmentEvaluation, shownSegments } from '../../extension/engine/evaluation/segmentEvaluation.js';
import { foundClasses } from '../../extension/engine/evaluation/segmentResults.js';
import { Confusion } from '../../extension/engine/segmentation/confusion.js';
import { RunRecord } from '../../extension/host/runPage/runRecord.js';
import { mutatedJson } from '../support/mutateJson.js';
import { survive } from '../support/survive.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const entries = Array.from({ length: 30 }, (_, i) => ({ path: `images/${i}.jpg`, mask: `masks/${i}.png`, label: -1 }));
const confusion = new Confusion(3);
confusion.add(Uint8Array.of(0, 0, 0, 1, 1, 255), Uint8Array.of(0, 0, 1, 1, 0, 0));
/** Class 0 is in all images, the better the later they come; class 1 in two that are equally bad. */
const answers = {
  folder: { root: '/photos', classes: [], entries, skipped: [] },
  confusion,
  parts: [
    ...entries.map((_, entry) => ({ entry, class: 0, iou: (29 - entry) / 40, pixels: 7 })),
    { entry: 3, class: 1, iou: 0.5, pixels: 2 },
    { entry: 4, class: 1, iou: 0.5, pixels: 9 },
  ],
  failed: [],
};
const classes = foundClasses(answers, ['sky', 'sea', 'sand']);
/** As the steps of a run write it. */
const written = {
  ...{ epoch: 1, step: 24, miou: 33.3, pixelAccuracy: 60, meanAccuracy: 50 },
  ...{ root: '/photos', iou: confusion.each().map(({ iou }) => 100 * iou), classes },
};

async function fileWith(t: TestContext, content: unknown): Promise<string> {
  const file = join(await temporaryFolder(t), 'evaluation.json');
  await writeFile(file, JSON.stringify(content));
  return file;
}

test('of each class the worst images are named, the larger first where they are as bad, and not all of many', () => {
  const [sky, sea, sand] = classes;
  assert.equal(sky!.worst.length, 24);
  assert.deepEqual(sky!.worst[0], { path: 'images/29.jpg', mask: 'masks/29.png', iou: 0, pixels: 7 });
  assert.deepEqual(
    sea!.worst.map(({ path }) => path),
    ['images/4.jpg', 'images/3.jpg'],
  );
  assert.deepEqual([sky!.pixels, sky!.accuracy], [3, 200 / 3]);
  assert.deepEqual([sand!.pixels, sand!.accuracy, sand!.worst], [0, null, []]);
});

test('what an evaluation found of classes of pixels is read as it was written; a page gets no folder and no mask', async t => {
  const { meanAccuracy: _, ...expected } = written;
  const found = await readSegmentEvaluation(await fileWith(t, written));
  assert.deepEqual(found, expected);
  const shown = shownSegments(found!);
  assert.equal(shown.classes[1]!.iou, written.iou[1]);
  assert.ok(!/photos|masks/.test(JSON.stringify(shown)), 'by places alone');
  assert.equal(await readSegmentEvaluation(join(await temporaryFolder(t), 'evaluation.json')), undefined);
});

test('a run of an older version tells the IoU of its classes, which have numbers and no images', async t => {
  const { classes: _, root: _root, ...old } = written;
  const shown = shownSegments((await readSegmentEvaluation(await fileWith(t, old)))!);
  assert.deepEqual(shown.classes[2], { name: 'class 2', iou: 0, accuracy: null, pixels: null, worst: [] });
});

const damages: Record<string, unknown> = {
  'an evaluation of images': { epoch: 1, step: 24, top1: 50, top5: 60, classes: [], confusions: [] },
  'a class too few': { ...written, classes: classes.slice(1) },
  'more than all': { ...written, iou: [101, 0, 0] },
  'images that are no list': { ...written, classes: classes.map(one => ({ ...one, worst: 'none' })) },
  'no step': { ...written, step: null },
};
for (const [what, content] of Object.entries(damages)) {
  test(`a damaged evaluation is said in one sentence: ${what}`, async t => {
    const message = /evaluation\.json is damaged or does not tell of classes of pixels; [^\n]*\.$/;
    await assert.rejects(readSegmentEvaluation(await fileWith(t, content)), { name: 'UserError', message });
  });
}

test('whatever an evaluation says, it is shown or refused', async t => {
  const file = await fileWith(t, written);
  await survive(t, 300, async draw => {
    await writeFile(file, JSON.stringify(mutatedJson(written, draw, 128)));
    const { classes } = shownSegments((await readSegmentEvaluation(file))!);
    for (const { iou } of classes) assert.ok(iou >= 0 && iou <= 100);
  });
});

test('an image is known by its place among those of the newest evaluation that was told of', async t => {
  const record = new RunRecord(join(await fileWith(t, written), '..'), []);
  const at = (step: number, index: number, place: number) => record.segmentedImage({ step, class: index, place });
  assert.equal(at(24, 1, 0), undefined, 'nothing was told yet');
  await record.readSegments();
  assert.deepEqual(at(24, 1, 0), { folder: '/photos', path: 'images/4.jpg', mask: 'masks/4.png' });
  for (const [step, index, place] of [
    [12, 1, 0],
    [24, 3, 0],
    [24, 1, 2],
  ] as const) {
    assert.equal(at(step, index, place), undefined);
  }
});
