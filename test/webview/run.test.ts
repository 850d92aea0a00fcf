import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { fakeBands, fakeSample } from '../../webview/dev/run/fakeSamples.js';
import { bandColours, bandMapOf } from '../../webview/run/bandMap.js';
import { eventually } from '../support/patience.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { webviewThemes } from '../support/webviewDocument.js';
import type { OpenPage } from '../support/webviewPage.js';
import { runOpener } from './runOpener.js';
import { calls, pixelsOf } from './runPixels.js';

describe('the run page', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  const on = runOpener(() => browser);

  test('Pause, Resume, Save Now and Stop reach the run, and buttons follow its state', async () => {
    await on('live', {}, async ({ page }) => {
      const button = (name: string) => page.getByRole('button', { name, exact: true });
      await button('Save Now').click();
      await page.getByText(/The checkpoint of step \d+ is saved\./).waitFor();
      await button('Sample Now').click();
      await page.getByText(/The samples of step \d+ are written\./).waitFor();
      await button('Pause').click();
      await page.getByText('paused', { exact: true }).waitFor();
      await button('Resume').click();
      await page.getByText('running', { exact: true }).waitFor();
      await page.getByText(/epoch \d+ of 200 · step \d+ of .* left/).waitFor();
      await button('Stop ...').click();
      await page.getByText('stopped', { exact: true }).waitFor();
      assert.equal(await button('Pause').count(), 0);
      await button('Open Config').click();
      const actions = async () => (await calls(page, 'act')).map(({ action }) => action).join(' ');
      await eventually(actions, asked => asked === 'save sample pause resume stop openConfig');
    });
  });

  test('a run is renamed and noted on its page', async () => {
    await on('live', {}, async ({ page, screenshot }) => {
      await page.getByRole('button', { name: /^Rename / }).click();
      await page.getByRole('heading', { name: 'Blurred, long' }).waitFor();
      await page.getByRole('button', { name: 'Add a note' }).click();
      await page.getByText('A radius of 8').waitFor();
      await page.getByRole('button', { name: 'Edit note' }).waitFor();
      await screenshot('run-noted');
    });
  });

  test('one slider moves all images; what is shown are the pixels that were sent', async () => {
    await on('demo', { tab: 'samples', spectra: true, predictions: true }, async ({ page, state }) => {
      const slider = page.getByRole('slider', { name: 'After' });
      await page.getByText('rings.png').waitFor();
      assert.equal(await slider.getAttribute('aria-valuetext'), 'step 480 (epoch 40)');
      await slider.focus();
      await page.keyboard.press('Home');
      for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
      await page.getByRole('application', { name: /^Prediction\. Prediction of rings\.png after step 120$/ }).waitFor();
      const { panels } = fakeSample(120, 120 / 480, 0);
      const prediction = panels.find(({ name }) => name === 'Prediction')!.pixels!;
      const shown = await pixelsOf(page, /^Prediction\. Prediction of rings\.png/, 64);
      assert.deepEqual(shown, [...prediction]);
      assert.match(
        await page.getByRole('article', { name: 'rings.png' }).innerText(),
        /gain \+\d+\.\d dB · Input 10\.0 dB · Restored \d+\.\d dB · Prediction \d+\.\d dB/,
      );
      assert.equal(((await state()) as { step: number }).step, 120);
      await page.keyboard.press('End');
      await page
        .getByRole('application', { name: /^Prediction of rings.*|^Prediction\. .* step 480$/ })
        .first()
        .waitFor();
      assert.equal(((await state()) as { step?: number }).step, undefined, 'the newest follows the run');
    });
  });

  test('the same photographs as compared runs restore them are side by side', async () => {
    await on('demo lower-rate', { tab: 'samples' }, async ({ page, state, screenshot }) => {
      const row = page.getByRole('article', { name: 'rings.png' });
      const other = row.getByRole('application', { name: /rings\.png restored by runs\/lower-rate after step 288$/ });
      await other.waitFor();
      await row.getByText(/runs\/lower-rate: gain \+\d+\.\d dB/).waitFor();
      const { panels } = fakeSample(288, 288 / 480, 0);
      const restored = panels.find(({ name }) => name === 'Restored')!.pixels!;
      assert.deepEqual(await pixelsOf(page, /restored by runs\/lower-rate/, 64), [...restored]);
      await screenshot('run-side-by-side');
      await page.getByRole('slider', { name: 'After' }).focus();
      await page.keyboard.press('Home');
      await row.getByRole('application', { name: /restored by runs\/lower-rate after step 0$/ }).waitFor();
      await page.getByRole('checkbox', { name: 'Other runs' }).click();
      await other.waitFor({ state: 'detached' });
      assert.equal(((await state()) as { others: boolean }).others, false);
    });
    await on('demo', { tab: 'samples' }, async ({ page }) => {
      await page.getByText('rings.png').waitFor();
      assert.equal(await page.getByRole('checkbox', { name: 'Other runs' }).count(), 0);
    });
  });

  test('pictures come first; what the network predicts by itself is behind a switch', async () => {
    await on('demo', { tab: undefined }, async ({ page, screenshot }) => {
      const panes = page.getByRole('article', { name: 'rings.png' }).getByRole('application');
      await page.getByText('None of these photographs is trained on.').waitFor();
      const names = () => panes.evaluateAll(all => all.map(one => one.getAttribute('aria-label')!.split('.')[0]));
      assert.deepEqual(await eventually(names, ({ length }) => length === 4), [
        'Input',
        'Restored',
        'Original',
        'Error',
      ]);
      await screenshot('run-samples');
      await page.getByText('Raw predictions').click();
      assert.deepEqual((await eventually(names, ({ length }) => length === 5))[4], 'Prediction');
    });
  });

  test('a thousand samples: moving on leaves out what lies between, and only what is in sight is fetched', async t => {
    await on('long', { tab: 'samples' }, async ({ page }) => {
      const slider = page.getByRole('slider', { name: 'After' });
      await page.getByText('rings.png').waitFor();
      await slider.focus();
      await page.keyboard.press('Home');
      const start = performance.now();
      for (let i = 0; i < 200; i++) await page.keyboard.press('ArrowRight');
      await page.getByRole('application', { name: /^Restored\. .*rings.* step 20000$/ }).waitFor();
      t.diagnostic(`200 steps of the slider took ${Math.round(performance.now() - start)} ms`);
      const asked = await calls(page, 'sample');
      assert.ok(asked.filter(({ image }) => image === 0).length < 200, `${asked.length} requests`);
      assert.equal(asked.findLast(({ image }) => image === 0)!.step, 20_000);
      assert.equal(await slider.getAttribute('max'), '1000');
    });
  });

  test('the band map has the colours of its values, and its curves their means', async () => {
    await on('demo', { tab: 'bands' }, async ({ page }) => {
      await page.getByRole('application', { name: 'Loss by step and frequency band: 21 samples, 46 bands' }).waitFor();
      const expected = bandMapOf(Array.from({ length: 21 }, (_, i) => fakeBands(24 * i, (24 * i) / 480)));
      const data = await page.evaluate<number[]>(
        `{ const c = document.querySelector('[aria-roledescription="heat map"] canvas');
           [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data] }`,
      );
      assert.deepEqual(data, [...bandColours(expected)]);
      await page.getByRole('application', { name: /^Loss by step/ }).focus();
      await page.keyboard.press('Home');
      await page.getByText('step 0, 0–1 cycles/image: 20').waitFor();
      const text = await summary(page, 'Loss of four frequency bands over the steps');
      assert.match(text!, /0 to 4 cycles\/image: 21 points/);
      const asked = (await calls(page, 'bands')).flatMap(({ steps }) => steps as number[]);
      assert.equal(new Set(asked).size, asked.length, 'nothing is computed twice');
      assert.ok((await calls(page, 'bands')).every(({ steps }) => (steps as number[]).length <= 16));
    });
  });

  test('what is wrong is said, with what to try', async () => {
    await on('failed', {}, async ({ page }) => {
      await page.getByText('The loss or its gradient is not finite.').waitFor();
      await page.getByText(/the run stopped and the last good checkpoint is/).waitFor();
      await page.getByRole('button', { name: 'Resume' }).waitFor();
    });
    await on('interrupted', {}, async ({ page }) => {
      await page.getByText('The process of this run is gone.').waitFor();
      await page.getByText('Predictions are nearly the same for every image.').waitFor();
      await page.getByText('The loss has not improved by 1 %').waitFor();
      await page.getByText('Resume continues from its newest checkpoint').waitFor();
    });
    await on('unsaved', {}, async ({ page }) => {
      await page.getByText('No checkpoint was saved, so Resume asks and begins again').waitFor();
    });
  });

  test('images that cannot be used are counted, named with their reason, and opened by their place', async () => {
    await on('spoilt', {}, async ({ page }) => {
      const line = page.getByText(/images are used: /);
      await page.getByText('82 of 85 images are used: 2 left out at a first look, 1 failed when decoded.').waitFor();
      assert.equal((await calls(page, 'unusable')).length, 0, 'nobody has asked which');
      await line.click();
      const table = page.getByRole('grid', { name: 'Unusable images' });
      await table.getByRole('row', { name: 'fish/empty.jpg the file is empty before the run' }).waitFor();
      await table.getByRole('row', { name: 'fish/half.jpg the file is truncated or damaged after step 3' }).click();
      const opened = async () => (await calls(page, 'openUnusable')).map(({ place }) => place).join();
      await eventually(opened, places => places === '2');
      // One fails while somebody looks.
      await page.getByText('81 of 85 images are used: 2 left out at a first look, 2 failed when decoded.').waitFor();
      await table.getByRole('row', { name: /^gone\.jpg there is no such file after step/ }).click();
      await page.getByText('There is no file /photos/gone.jpg any more.').waitFor();
      await page.getByText('81 of 85, 16 a step').waitFor();
      assert.equal((await calls(page, 'unusable')).length, 2, 'the list is read when it is opened, and when it grows');
    });
    await on('demo', {}, async ({ page }) => {
      await page.getByText('83, 16 a step').waitFor();
      assert.equal(await page.getByText(/images are used/).count(), 0);
    });
  });

  test('a run without a step, runs that are gone, metrics that cannot be read', async () => {
    await on('new', {}, async ({ page, screenshot }) => {
      await page.getByRole('heading', { name: 'No step yet' }).waitFor();
      await screenshot('run-new');
    });
    await on('gone', {}, async ({ page }) => {
      await page.getByRole('heading', { name: 'No run to show' }).waitFor();
    });
    await on('unreadable', {}, async ({ page, screenshot }) => {
      await page.getByText('metrics.jsonl cannot be read: permission denied.').waitFor();
      await screenshot('run-unreadable');
    });
  });

  test('what was chosen comes back after a reload', async () => {
    await on('demo lower-rate', {}, async ({ page }) => {
      await page.getByRole('list').getByRole('button', { name: 'runs/lower-rate', exact: true }).click();
      await page.getByText('Log values').click();
      await page.getByText('epochs', { exact: true }).first().click();
      await page.getByRole('tab', { name: 'Samples' }).click();
      await page.getByRole('slider', { name: 'After' }).focus();
      await page.keyboard.press('Home');
      await page.getByText('0.5', { exact: true }).first().click();
      await page.reload();
      await page.getByRole('heading', { name: 'runs/lower-rate' }).waitFor();
      assert.equal(
        await page.getByRole('slider', { name: 'After' }).getAttribute('aria-valuetext'),
        'step 0 (epoch 0)',
      );
      assert.ok(await page.getByRole('radio', { name: '0.5' }).isChecked());
      await page.getByRole('tab', { name: 'Curves' }).click();
      await page.getByRole('application', { name: 'Loss over epochs' }).waitFor();
      assert.ok(await page.getByRole('checkbox', { name: 'Log values' }).isChecked());
    });
  });

  for (const theme of webviewThemes) {
    test(`unusable images in the ${theme} theme`, async () => {
      const show = async ({ page, screenshot }: OpenPage) => {
        await page.getByText(/images are used: /).click();
        await page.getByRole('row', { name: /^fish\/half\.jpg/ }).waitFor();
        await screenshot(`run-unusable-${theme}`);
      };
      await on('spoilt', {}, show, { theme });
    });

    test(`a run with metrics of its own in the ${theme} theme`, async () => {
      for (const tab of ['curves', 'compare']) {
        const show = async ({ page, screenshot }: OpenPage) => {
          await page
            .getByText(tab === 'curves' ? 'Accuracy (%)' : 'Best accuracy')
            .first()
            .waitFor();
          await screenshot(`run-labelled-${tab}-${theme}`);
        };
        await on('labelled demo', { tab }, show, { theme, height: 1000 });
      }
    });

    test(`every view in the ${theme} theme; every drawing has a name`, async () => {
      for (const tab of ['curves', 'bands', 'samples', 'compare']) {
        const show = async ({ page, screenshot }: OpenPage) => {
          await page.getByRole('tabpanel').waitFor();
          await eventually(
            () => page.locator('vscode-progress-ring').count(),
            count => count === 0,
          );
          const nameless = await page.evaluate<number>(
            `[...document.querySelectorAll('canvas')].filter(c => !c.closest('[aria-label]')).length`,
          );
          assert.equal(nameless, 0, tab);
          await screenshot(`run-${tab}-${theme}`);
        };
        await on('demo lower-rate', { tab, spectra: true }, show, { theme, height: 1000 });
      }
    });
  }
});

/** What the description of a chart says to those who cannot see it. */
async function summary(page: Page, name: string): Promise<string | null> {
  const id = await page.getByRole('application', { name, exact: true }).getAttribute('aria-describedby');
  return page.locator(`[id="${id}"]`).textContent();
}
