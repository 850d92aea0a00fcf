import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { fakeRuns } from '../../webview/dev/run/fakeRuns.js';
import { fakeSegments } from '../../webview/dev/run/fakeSegments.js';
import { eventually } from '../support/patience.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { webviewThemes } from '../support/webviewDocument.js';
import { type OpenPage, openPage, type PageOptions, tabNames } from '../support/webviewPage.js';
import { runOpener } from './runOpener.js';
import { calls } from './runPixels.js';

const table = fakeSegments(6, 40, fakeRuns['segments']!.course);

describe('classes of pixels', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  const onRun = runOpener(() => browser);
  const on = (runs: string, body: (open: OpenPage) => Promise<void>, options?: PageOptions) =>
    onRun(runs, { tab: 'classes' }, body, options);

  test('a table has the classes, the worst first, and another order where a column is clicked', async () => {
    await on('segments', async ({ page }) => {
      assert.deepEqual(await tabNames(page), ['Curves', 'Classes', 'Results']);
      const mean = `mean IoU ${table.miou.toFixed(2)} %, pixel accuracy ${table.pixelAccuracy.toFixed(2)} %.`;
      await page.getByText(`After step 480 (epoch 40): ${mean}`).waitFor();
      const grid = page.getByRole('grid', { name: 'Classes', exact: true });
      const names = async () =>
        (await grid.getByRole('row').allInnerTexts()).slice(1).map(text => text.split(/\s*\n\s*/)[0]);
      const rising = [...table.classes].sort((a, b) => a.iou - b.iou);
      assert.deepEqual(
        await names(),
        rising.map(({ name }) => name),
      );
      await grid.getByRole('button', { name: 'IoU' }).click();
      assert.deepEqual(await names(), rising.map(({ name }) => name).reverse());
      assert.match(await grid.getByRole('row').last().innerText(), /\s0 %\s+–\s+0 %/);
    });
  });

  test('from a class to its worst images, to one of them over its image, and back, by places and never by a path', async () => {
    await on('segments', async ({ page }) => {
      await page.getByText('Choose a class to see the images').waitFor();
      const grid = page.getByRole('grid', { name: 'Classes', exact: true });
      await grid.getByRole('row', { name: /^roof/ }).click();
      await page.getByRole('heading', { name: 'roof: worst images' }).waitFor();
      const worst = table.classes[3]!.worst;
      assert.deepEqual(
        await page.getByRole('listitem').getByRole('button').allInnerTexts(),
        worst.map(({ path }) => path),
      );
      await page.getByRole('button', { name: worst[0]!.path, exact: true }).click();
      await page.getByText('The prediction is of the checkpoint of step 240.').waitFor();
      for (const name of ['Image', 'Ground truth', 'Prediction', 'Wrong pixels, as predicted']) {
        await page.getByRole('application', { name: new RegExp(`^${name}\\.`) }).waitFor();
      }
      const legend = page.getByRole('table', { name: 'Classes of this image' });
      assert.equal(await legend.getByRole('row').count(), 7, 'a row for each class, and the head');
      const place = { run: 'segments', step: 480, class: 3 };
      assert.deepEqual(await calls(page, 'segmentation'), [{ ...place, place: 0 }]);
      // The picture opens the image, and so does its name; what is gone is said.
      await page.getByRole('application', { name: /^Prediction/ }).click();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('button', { name: worst[1]!.path, exact: true }).click();
      const opened = await eventually(
        () => calls(page, 'openSegmented'),
        all => all.length > 1,
      );
      assert.deepEqual(opened, [
        { ...place, place: 0 },
        { ...place, place: 1 },
      ]);
      await page.getByText('There is no file /photos/b.jpg any more.').waitFor();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByText('There is no file /photos/c.jpg any more.').waitFor();
      assert.equal(await page.getByRole('application').count(), 0);
      await page.getByRole('button', { name: 'Back to Classes' }).click();
      // The focus is where one left.
      assert.equal(await page.evaluate('document.activeElement.innerText'), worst[2]!.path);
      assert.equal(await grid.getByRole('row', { selected: true }).count(), 1);
    });
  });

  test('colours follow the opacity, and pointing says the class', async () => {
    await on('segments', async ({ page, state }) => {
      await page.getByRole('grid', { name: 'Classes', exact: true }).getByRole('row', { name: /^sky/ }).click();
      await page.getByRole('button', { name: table.classes[0]!.worst[0]!.path, exact: true }).click();
      const pane = page.getByRole('application', { name: /^Prediction/ });
      await pane.waitFor();
      // The panes are the image, the ground truth, the prediction and the wrong pixels.
      const colour = () =>
        page.evaluate<number[]>(`(() => {
          const canvas = document.querySelectorAll('canvas')[2];
          return Array.from(canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height / 9, 1, 1).data);
        })()`);
      const slider = page.getByRole('slider', { name: 'Opacity' });
      await slider.fill('1');
      // Nothing of the image is left: the sky has the colour of class 0.
      await eventually(colour, found => String(found) === '0,114,178,255');
      await slider.fill('0');
      await eventually(colour, found => found[0]! > 100);
      await pane.hover({ position: { x: 20, y: 5 } });
      await page.getByText(/^x \d+, y \d+: sky$/).waitFor();
      await eventually(
        () => state() as Promise<{ opacity: number }>,
        kept => kept.opacity === 0,
      );
    });
  });

  test('what was evaluated is read again after each epoch, but an image that is looked at stays', async () => {
    await on('segments-live', async ({ page }) => {
      const after = page.getByText(/^After step /);
      const first = await after.innerText();
      await eventually(
        () => after.innerText(),
        text => text !== first,
      );
      await page.getByRole('grid', { name: 'Classes', exact: true }).getByRole('row', { name: /^sky/ }).click();
      await page.getByRole('button', { name: 'images/house-0.jpg', exact: true }).click();
      await page.getByRole('application', { name: /^Prediction/ }).waitFor();
      const read = (await calls(page, 'segments')).length;
      const rows = (await calls(page, 'metrics')).length;
      await eventually(
        () => calls(page, 'metrics'),
        all => all.length > rows + 10,
      );
      assert.equal((await calls(page, 'segments')).length, read);
      assert.equal((await calls(page, 'segmentation')).length, 1);
      await page.getByRole('button', { name: 'Back to Classes' }).click();
      await eventually(
        () => calls(page, 'segments'),
        all => all.length > read,
      );
    });
  });

  test('before the first evaluation, of a class that no image shows, and where it cannot be read, that is said', async () => {
    await on('segments-new', async ({ page }) => {
      await page.getByRole('heading', { name: 'No evaluation yet' }).waitFor();
    });
    await on('segments', async ({ page }) => {
      await page.getByRole('row', { name: /^a tree with a name/ }).click();
      await page.getByText('No image that was measured on shows this class.').waitFor();
    });
    await on('segments-damaged', async ({ page }) => {
      await page.getByText(/evaluation\.json is damaged or does not tell of classes of pixels; /).waitFor();
      assert.equal(await page.getByRole('grid').count(), 0);
    });
  });

  test('a hundred and fifty classes', async () => {
    await on('segments-many', async ({ page, screenshot }) => {
      const grid = page.getByRole('grid', { name: 'Classes', exact: true });
      await grid.getByRole('row').nth(3).click();
      await page.getByRole('heading', { name: /: worst images$/ }).waitFor();
      await screenshot('run-segments-many');
      await page.getByRole('listitem').getByRole('button').first().click();
      await page.getByText('144 more classes are not in this image.').waitFor();
    });
  });

  test('a checkpoint that segments has a tab for it, with the mask where one lies beside the image', async () => {
    const open = await openPage(browser, 'checkpoint', { fake: 'checkpointSegmenter', height: 900 });
    const { page, screenshot, problems } = open;
    const tabs = await tabNames(page);
    const usual = ['Overview', 'Tensors', 'Weights', 'Attention', 'Features', 'Map'];
    assert.deepEqual(tabs, [...usual, 'Segmentation', 'Difference']);
    await page.getByText('Class of each pixel', { exact: true }).waitFor();
    await screenshot('checkpoint-segmenter');
    await page.getByRole('tab', { name: 'Segmentation' }).click();
    await page.getByRole('application', { name: /^Ground truth/ }).waitFor();
    await screenshot('checkpoint-segmentation');
    await page.getByRole('application', { name: /^Image/ }).click();
    await page.getByRole('button', { name: 'Choose Images' }).click();
    await page.getByText('No mask lies beside this image').waitFor();
    assert.equal(await page.getByRole('application', { name: /^Ground truth/ }).count(), 0);
    const asked = await page.evaluate<[string, unknown][]>('globalThis.asked');
    assert.deepEqual(asked, [
      ['segmentation', { image: 'disc' }],
      ['openLookImage', { image: 'disc' }],
      ['segmentation', { image: 'other' }],
    ]);
    assert.deepEqual(problems, []);
    await open.close();
    const other = await openPage(browser, 'checkpoint');
    await other.page.getByRole('tab', { name: 'Reconstruction' }).waitFor();
    assert.equal(await other.page.getByRole('tab', { name: 'Segmentation' }).count(), 0);
    await other.close();
  });

  for (const theme of webviewThemes) {
    test(`classes of pixels in the ${theme} theme`, async () => {
      const show = async ({ page, screenshot }: OpenPage) => {
        await page.getByRole('row', { name: /^roof/ }).click();
        await page.getByRole('heading', { name: 'roof: worst images' }).waitFor();
        await screenshot(`run-segments-${theme}`);
        await page.getByRole('button', { name: table.classes[3]!.worst[0]!.path, exact: true }).click();
        await page.getByRole('application', { name: /^Prediction/ }).waitFor();
        await screenshot(`run-segmented-${theme}`);
      };
      await on('segments', show, { theme, height: 900 });
    });
  }
});
