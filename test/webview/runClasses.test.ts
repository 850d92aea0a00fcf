import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { confusionMatrix, placeOf, shareColours } from '../../webview/classes/confusionMatrix.js';
import { fakeClasses } from '../../webview/dev/run/fakeClasses.js';
import { fakeRuns } from '../../webview/dev/run/fakeRuns.js';
import { eventually } from '../support/patience.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { webviewThemes } from '../support/webviewDocument.js';
import { type OpenPage, type PageOptions, tabNames } from '../support/webviewPage.js';
import { runOpener } from './runOpener.js';
import { calls } from './runPixels.js';

const table = fakeClasses(7, 40, fakeRuns['classes']!.course);

describe('the classes of a run', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  const onRun = runOpener(() => browser);
  const on = (runs: string, body: (open: OpenPage) => Promise<void>, options?: PageOptions) =>
    onRun(runs, { tab: 'classes' }, body, options);

  const cell = (page: Page, name: string) => page.getByRole('gridcell', { name, exact: true });

  test('a table has the classes, in the order of any column', async () => {
    await on('classes', async ({ page }) => {
      assert.deepEqual(await tabNames(page), ['Curves', 'Classes', 'Results']);
      const grid = page.getByRole('grid', { name: 'Classes', exact: true });
      await page.getByText('After step 480 (epoch 40), of 72 images.').waitFor();
      const names = async () =>
        (await grid.getByRole('row').allInnerTexts()).slice(1).map(text => text.split(/\s*\n\s*/)[0]);
      const given = table.classes.map(({ name }) => name);
      assert.deepEqual(await names(), given);
      await grid.getByRole('button', { name: 'Top-1' }).click();
      // A class without images comes last.
      const rising = table.classes.slice(0, 6).sort((a, b) => a.top1 - b.top1);
      assert.deepEqual(await names(), [...rising.map(({ name }) => name), given[6]]);
      assert.match(await grid.getByRole('row').nth(1).innerText(), /fish\s+12\s+58\.33 %\s+91\.67 %/);
      assert.match(await grid.getByRole('row').last().innerText(), /\s0\s+–\s+–\s+0\.00 %/);
    });
  });

  test('cells of the matrix have the colours of their shares, are read and reached by keys, and list images', async () => {
    await on('classes', async ({ page }) => {
      const grid = page.getByRole('grid', { name: 'Confusion matrix: 7 classes' });
      await grid.waitFor();
      const shown = await grid
        .getByRole('gridcell')
        .evaluateAll(cells =>
          cells.map(one => [
            one.textContent?.trim(),
            /background: ([^;]+)/.exec(one.getAttribute('style') ?? '')?.[1] ?? '',
          ]),
        );
      const expected = confusionMatrix(table)
        .flat()
        .map(({ count, share }) => (count > 0 ? [String(count), rgb(shareColours(share).background)] : ['', '']));
      assert.deepEqual(shown, expected);
      await cell(page, 'fish taken for tools: 4 of 12').hover();
      await page.getByText('fish taken for tools: 4 of 12', { exact: true }).waitFor();
      const list = page.getByRole('listitem');
      assert.equal(await list.count(), 0);
      // Keys: one cell is in the order of Tab, arrows go on from it.
      assert.equal(await grid.locator('[tabindex="0"]').count(), 1);
      await cell(page, 'fish recognised: 7 of 12').focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'fish taken for tools: 4 of 12' }).waitFor();
      assert.deepEqual(await list.allInnerTexts(), ['fish/1-0.png', 'fish/1-1.png', 'fish/1-2.png']);
      await page.getByText('1 more are not listed.').waitFor();
      await page.getByRole('button', { name: 'fish/1-2.png' }).click();
      const pair = placeOf(table, { label: 0, answer: 1 });
      const opened = await eventually(
        () => calls(page, 'openConfused'),
        all => all.length > 0,
      );
      assert.deepEqual(opened, [{ run: 'classes', step: 480, pair, place: 2 }], 'by places, not by a path');
      await page.getByRole('button', { name: 'fish/1-1.png' }).click();
      await page.getByText('There is no file /photos/b.png any more.').waitFor();
      await cell(page, 'fish taken for tools: 4 of 12').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('End');
      await page.keyboard.press('PageUp');
      await page.getByText(/^fish taken for a class with a name that .*: 0 of 12$/).waitFor();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await page.getByText('Choose a pair of classes to see its images.').waitFor();
    });
  });

  test('what was evaluated is read again after each epoch, and only then', async () => {
    await on('classes-live', async ({ page }) => {
      await page.getByText(/^After step 24 /).waitFor();
      await cell(page, 'fish taken for tools: 9 of 12').click();
      // One image fewer after another epoch; the pair stays chosen.
      await page.getByRole('heading', { name: 'fish taken for tools: 8 of 12' }).waitFor();
      await page.getByText(/^After step 48 /).waitFor();
      const asked = (await calls(page, 'classes')).length;
      const watched = await page.evaluate<number>('globalThis.mfmTraffic.calls.filter(c => c === "metrics").length');
      assert.ok(asked >= 3 && asked <= 6 && watched > asked, `${asked} of ${watched}`);
    });
  });

  test('before the first evaluation, and where it cannot be read, that is said', async () => {
    await on('classes-new', async ({ page }) => {
      await page.getByRole('heading', { name: 'No evaluation yet' }).waitFor();
    });
    await on('classes-damaged', async ({ page }) => {
      await page.getByText(/evaluation\.json is damaged or does not tell of classes; /).waitFor();
      assert.equal(await page.getByRole('grid').count(), 0);
    });
  });

  test('many classes: sixty make a matrix, of more the confusions are listed', async () => {
    await on('classes-sixty', async ({ page, screenshot }) => {
      await page.getByRole('grid', { name: 'Confusion matrix: 60 classes' }).waitFor();
      assert.equal(await page.locator('[data-pair]').count(), 3600);
      await cell(page, 'fish recognised: 7 of 12').focus();
      await page.keyboard.press('PageDown');
      await page.getByText('class 60 taken for fish: 0 of 0', { exact: true }).waitFor();
      await screenshot('run-classes-sixty');
    });
    await on('classes-many', async ({ page, screenshot }) => {
      const grid = page.getByRole('grid', { name: 'Most frequent confusions' });
      await grid.getByRole('row', { name: 'fish tools 4 33.33 %' }).click();
      await page.getByRole('heading', { name: 'fish taken for tools: 4 of 12' }).waitFor();
      await page.getByRole('button', { name: 'fish/1-0.png' }).click();
      const opened = await eventually(
        () => calls(page, 'openConfused'),
        all => all.length > 0,
      );
      assert.deepEqual(opened, [{ run: 'classes-many', step: 480, pair: 0, place: 0 }]);
      await screenshot('run-classes-many');
    });
  });

  test('beside a run without classes the tab goes with the run that is chosen', async () => {
    await on('demo classes', async ({ page }) => {
      await page.getByRole('list').getByRole('button', { name: 'runs/classes', exact: true }).click();
      await page.getByRole('grid', { name: 'Confusion matrix: 7 classes' }).waitFor();
      await page.getByRole('list').getByRole('button', { name: 'runs/demo', exact: true }).click();
      await page.getByRole('tab', { name: 'Classes' }).waitFor({ state: 'detached' });
    });
  });

  for (const theme of webviewThemes) {
    test(`classes in the ${theme} theme`, async () => {
      const show = async ({ page, screenshot }: OpenPage) => {
        await cell(page, 'fish taken for tools: 4 of 12').click();
        await page.getByRole('heading', { name: 'fish taken for tools: 4 of 12' }).waitFor();
        await page.keyboard.press('ArrowDown');
        await screenshot(`run-classes-${theme}`);
      };
      await on('classes', show, { theme, height: 1000 });
    });
  }
});

/** As a browser writes a colour. */
function rgb(colour: string): string {
  return colour.replace(/(\d) (?=\d)/g, '$1, ');
}
