import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import { LookImages } from '../../extension/host/checkpoint/look/lookImages.js';
import { workspaceImages } from '../../extension/host/images/chosenImages.js';
import { activeApp, workspaceFolder } from './workbench.js';

/** More than the quick pick offers. */
const MANY = 700;

suite('images to look at, in a workspace of many', () => {
  const folder = () => join(workspaceFolder(), 'a lot');
  const path = (i: number) => join(folder(), `${i}.png`);
  /** Of a page that is opened now. This workspace has remembered nothing yet. */
  let page: () => LookImages;

  suiteSetup(async () => {
    const app = await activeApp();
    await mkdir(folder());
    // Written backwards: the order is that of names.
    for (let i = MANY - 1; i >= 0; i--) await writeFile(path(i), '');
    page = () => new LookImages(app);
  });

  suiteTeardown(() => rm(folder(), { recursive: true }));

  test('the quick pick offers the same ones every time, the first by their names', async () => {
    const expected = Array.from({ length: 500 }, (_, i) => join('a lot', `${i}.png`));
    for (let i = 0; i < 5; i++) {
      const offered = await workspaceImages();
      assert.deepEqual(
        offered.map(image => image.path),
        expected,
      );
    }
  });

  test('the one to begin with is the first, and is known to every page from then on', async () => {
    const first = page();
    const told = await first.list();
    assert.deepEqual(
      told.map(({ name }) => name),
      ['0.png'],
    );
    for (let i = 0; i < 40; i++) {
      assert.equal(first.file(told[0]!.id), path(0));
      assert.deepEqual(await first.list(), told);
    }
    await writeFile(join(folder(), '!earlier.png'), '');
    assert.deepEqual(await page().list(), told);
    assert.equal(page().file(told[0]!.id), path(0), 'without a list, as after a command');
  });

  test('an image that was chosen stays known to its page, however many are chosen after it', async () => {
    const own = page();
    const [chosen] = await own.choose([path(699)]);
    for (let i = 100; i < 160; i++) await page().choose([path(i)]);
    assert.equal(own.file(chosen!.id), path(699));
    const listed = await own.list();
    assert.equal(listed.length, 24);
    assert.equal(listed[0]!.name, '159.png');
  });

  test('what no page was told of is not known', () => {
    assert.throws(() => page().file('AAAAAAAAAAAAAAAA'), /not known any more/);
  });
});
