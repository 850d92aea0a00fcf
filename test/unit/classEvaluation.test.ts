import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readClassEvaluation, shownClasses } from '../../extension/engine/evaluation/classEvaluation.js';
import { classResults, confusions } from '../../extension/engine/evaluation/classResults.js';
import { RunRecord } from '../../extension/host/runPage/runRecord.js';
import type { Confusion } from '../../extension/protocol/classTable.js';
import { confusionMatrix, placeOf, shareColours } from '../../webview/classes/confusionMatrix.js';
import { restored } from '../../webview/run/pageState.js';
import { mutatedJson } from '../support/mutateJson.js';
import { assertSentence, survive } from '../support/survive.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const labels = [0, 0, 0, 1, 1, 1, 2];
/** The last but one cannot be decoded. */
const best = [0, 1, 1, 1, 1, -1, 0];
const entries = labels.map((label, i) => ({ path: `${'abc'[label]}/${i}.png`, label }));
const answers = {
  folder: { root: '/photos', classes: ['a', 'b', 'c'], entries, skipped: [] },
  best: Int32Array.from(best),
  rank: Int32Array.from([0, 1, 2, 0, 0, -1, 1]),
  failed: [],
};
/** As the steps of a run write it. */
const written = {
  epoch: 1,
  step: 24,
  top1: 50,
  top5: 100,
  root: '/photos',
  classes: classResults(answers),
  confusions: confusions(answers),
};

async function fileWith(t: TestContext, content: string): Promise<string> {
  const file = join(await temporaryFolder(t), 'evaluation.json');
  await writeFile(file, content);
  return file;
}

test('what an evaluation found of each class is read as it was written', async t => {
  const { top1: _, top5: _5, ...expected } = written;
  assert.deepEqual(await readClassEvaluation(await fileWith(t, JSON.stringify(written))), expected);
  const { root: _root, ...old } = expected;
  assert.deepEqual(
    await readClassEvaluation(await fileWith(t, JSON.stringify(old))),
    old,
    'older versions tell no root',
  );
  const none = join(await temporaryFolder(t), 'evaluation.json');
  assert.equal(await readClassEvaluation(none), undefined, 'before the first evaluation');
});

const [first, ...others] = written.confusions;
const damages: Record<string, unknown> = {
  'other details': { epoch: 1, step: 24, iou: [50, 60] },
  'classes that are no list': { ...written, classes: 3 },
  'no classes': { ...written, classes: [] },
  'a class that there is not': { ...written, confusions: [{ ...first!, answer: 3 }, ...others] },
  'a pair that comes twice': { ...written, confusions: [first, first] },
  'less than no images': { ...written, confusions: [{ ...first!, count: -1 }] },
  'paths that are no texts': { ...written, confusions: [{ ...first!, images: [7] }] },
  'more than all': { ...written, classes: written.classes.map(row => ({ ...row, top1: 101 })) },
  'no step': { ...written, step: null },
};

for (const [what, content] of Object.entries(damages)) {
  test(`a damaged evaluation is said in one sentence: ${what}`, async t => {
    const file = await fileWith(t, JSON.stringify(content));
    const refused = {
      name: 'UserError',
      message: /evaluation\.json is damaged or does not tell of classes; [^\n]*\.$/,
    };
    await assert.rejects(readClassEvaluation(file), refused);
  });
}

test('an evaluation that ends early, nests without end, or is a folder or far too large is refused', async t => {
  const cut = JSON.stringify(written).slice(0, -20);
  for (const content of ['', cut, '['.repeat(2 ** 20), ' '.repeat(2 ** 25 + 1)]) {
    const error = await readClassEvaluation(await fileWith(t, content)).catch(error => error);
    assertSentence(error, content.slice(0, 20));
  }
  const error = await readClassEvaluation(await temporaryFolder(t)).catch(error => error);
  assertSentence(error, 'a folder');
});

test('whatever an evaluation says, it is shown or refused', async t => {
  const file = await fileWith(t, '');
  await survive(t, 600, async draw => {
    await writeFile(file, JSON.stringify(mutatedJson(written, draw, 128)));
    const table = shownClasses((await readClassEvaluation(file))!);
    for (const cell of confusionMatrix(table).flat()) assert.ok(cell.share >= 0 && cell.share <= 1);
  });
});

test('an image is known by its place among those of the newest evaluation that was told of', async t => {
  const file = await fileWith(t, JSON.stringify(written));
  const record = new RunRecord(join(file, '..'), []);
  assert.equal(record.confusedImage(24, 0, 0), undefined, 'nothing was told yet');
  const table = (await record.readClasses())!;
  assert.ok(!JSON.stringify(table).includes('/photos'), 'the folder is not told');
  const pair = placeOf(table, { label: 0, answer: 1 });
  assert.deepEqual(record.confusedImage(24, pair, 1), { folder: '/photos', path: 'a/2.png' });
  assert.equal(record.confusedImage(24, pair, 2), undefined);
  assert.equal(record.confusedImage(24, 99, 0), undefined);
  assert.equal(record.confusedImage(12, pair, 1), undefined, 'of another evaluation');
  await rm(file);
  assert.equal(await record.readClasses(), undefined);
  assert.equal(record.confusedImage(24, pair, 1), undefined);
});

test('a matrix has all pairs of few classes; of many the wrong ones that are frequent are listed', () => {
  const cells = confusionMatrix(written);
  assert.deepEqual(
    cells[0]!.map(({ count }) => count),
    [1, 2, 0],
  );
  assert.deepEqual(cells[2], [
    { count: 1, of: 1, share: 1 },
    { count: 0, of: 1, share: 0 },
    { count: 0, of: 1, share: 0 },
  ]);
  const classes = Array.from({ length: 61 }, (_, k) => ({ name: `${k}`, top1: 50, top5: 50, of: 61, precision: null }));
  const pairs = classes.flatMap((_, label): Confusion[] =>
    classes.map((_, answer) => ({ label, answer, count: label === answer ? 60 : 1, images: [] })),
  );
  const shown = shownClasses({ classes, confusions: pairs });
  assert.equal(shown.confusions.length, 200);
  assert.ok(shown.confusions.every(({ label, answer }) => label !== answer));
  const few = shownClasses({ classes: classes.slice(1), confusions: pairs.slice(0, 3600) });
  assert.equal(few.confusions.length, 3600);
});

test('numbers can be read on every colour of the matrix', () => {
  for (let i = 0; i <= 255; i++) {
    const { background, text } = shareColours(i / 255);
    const [red, green, blue] = background.match(/\d+/g)!.map(byte => {
      const value = Number(byte) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    const contrast = text === '#fff' ? 1.05 / (luminance + 0.05) : (luminance + 0.05) / 0.05;
    assert.ok(contrast >= 4.5, `${background}: ${contrast}`);
  }
});

test('the tab of classes is kept', () => assert.equal(restored({ tab: 'classes' }).tab, 'classes'));
