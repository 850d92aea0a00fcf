import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { fakeLoss, fakeShare } from '../../webview/dev/run/fakeMetrics.js';
import { fakeRuns } from '../../webview/dev/run/fakeRuns.js';
import { fakeBands, fakeSample } from '../../webview/dev/run/fakeSamples.js';
import { bandColours, bandMapOf } from '../../webview/run/bandMap.js';
import { eventually } from '../support/patience.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { webviewThemes } from '../support/webviewDocument.js';
import { type OpenPage, openPage, type PageOptions, tabNames } from '../support/webviewPage.js';
import { calls, pixelsOf, plotPixels } from './runPixels.js';

describe('the run page', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  /** Opens the page on made-up runs, runs `body` and sees that nothing went wrong in the page. */
  async function on(runs: string, state: object, body: (open: OpenPage) => Promise<void>, options: PageOptions = {}) {
    const open = await openPage(browser, 'run', { ...options, state: { runs: runs.split(' '), ...state } });
    await body(open);
    assert.deepEqual(open.problems, []);
    await open.close();
  }

  test('a chart of 100,000 steps has the least and the greatest value of every pixel', async t => {
    await on('long', { smoothing: 0 }, async ({ page }) => {
      const start = performance.now();
      await page.getByText('100 000 points, drawn as the least and the greatest of each pixel.').first().waitFor();
      t.diagnostic(`100,000 steps shown after ${Math.round(performance.now() - start)} ms`);
      const { course } = fakeRuns['long']!;
      const losses = Float64Array.from({ length: course.totalSteps }, (_, i) => fakeLoss(course, i + 1));
      const { columns, width, height } = await plotPixels(page, 'Loss over step');
      const [least, greatest] = [losses.reduce((a, b) => Math.min(a, b)), losses.reduce((a, b) => Math.max(a, b))];
      const room = 0.06 * (greatest - least);
      const rowOf = (loss: number) => ((greatest + room - loss) / (greatest - least + 2 * room)) * height;
      const firstOf = (column: number) => Math.ceil((column / width) * (losses.length - 1));
      let checked = 0;
      for (let column = 4; column < width - 4; column++) {
        // Lines have a width, lead to the columns beside, and a value at the edge of a column may be drawn in the next.
        const around = losses.subarray(firstOf(column - 4), firstOf(column + 5));
        const own = losses.subarray(firstOf(column), firstOf(column + 1));
        const [top, bottom] = columns[column]!;
        const beside = columns.slice(column - 1, column + 2);
        const [highest, lowest] = [Math.min(...beside.map(([t]) => t)), Math.max(...beside.map(([, b]) => b))];
        assert.ok(highest <= rowOf(Math.max(...own)) + 2, `column ${column} lacks its greatest value`);
        assert.ok(top >= rowOf(Math.max(...around)) - 3, `column ${column} has too much above`);
        assert.ok(lowest >= rowOf(Math.min(...own)) - 2, `column ${column} lacks its least value`);
        assert.ok(bottom <= rowOf(Math.min(...around)) + 3, `column ${column} has too much below`);
        checked++;
      }
      assert.ok(checked > 500);
      for (const spike of course.spikes!) {
        const place = Math.floor(((spike - 1) / (losses.length - 1)) * width);
        const top = Math.min(...columns.slice(place - 1, place + 2).map(([row]) => row));
        assert.ok(Math.abs(top - rowOf(3)) <= 3, `the spike at step ${spike}`);
      }
      const rows = (await calls(page, 'metrics')).map(({ from }) => from);
      assert.deepEqual(rows, [...new Set(rows)], 'no rows are fetched twice');
      t.diagnostic(`a key press in the chart: ${await keyTimes(page, 'Loss over step')}`);
    });
  });

  test('curves grow while the run goes on, by what is new', async () => {
    await on('live', {}, async ({ page }) => {
      const points = async () => Number(/(\d+) points/.exec((await summary(page, 'Loss over step')) ?? '')?.[1] ?? 0);
      const before = await eventually(points, count => count >= 120);
      const later = await eventually(points, count => count >= before + 6);
      assert.equal((await page.getByRole('progressbar').getAttribute('aria-valuenow').then(Number)) >= later, true);
      const asked = (await calls(page, 'metrics')).map(({ from }) => Number(from));
      assert.ok(asked.length >= 3 && asked.every((from, i) => i === 0 || from > asked[i - 1]!), asked.join());
    });
  });

  test('Pause, Resume, Save Now and Stop reach the run, and buttons follow its state', async () => {
    await on('live', {}, async ({ page }) => {
      const button = (name: string) => page.getByRole('button', { name, exact: true });
      await button('Save Now').click();
      await page.getByText(/The checkpoint of step \d+ is saved\./).waitFor();
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
      await eventually(actions, asked => asked === 'save pause resume stop openConfig');
    });
  });

  test('one slider moves all images; what is shown are the pixels that were sent', async () => {
    await on('demo', { tab: 'samples', spectra: true }, async ({ page, state }) => {
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
        /Corrupted 10\.0 dB · Prediction \d+\.\d dB/,
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

  test('a thousand samples: moving on leaves out what lies between, and only what is in sight is fetched', async t => {
    await on('long', { tab: 'samples' }, async ({ page }) => {
      const slider = page.getByRole('slider', { name: 'After' });
      await page.getByText('rings.png').waitFor();
      await slider.focus();
      await page.keyboard.press('Home');
      const start = performance.now();
      for (let i = 0; i < 200; i++) await page.keyboard.press('ArrowRight');
      await page.getByRole('application', { name: /^Prediction\. .*rings.* step 20000$/ }).waitFor();
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

  test('several runs: distinct dashes, epochs where steps do not compare, settings and results', async () => {
    await on('demo lower-rate other-epochs', {}, async ({ page, state }) => {
      const list = page.getByRole('list', { name: 'Runs of this page' });
      await list.locator('line').nth(2).waitFor({ state: 'attached' });
      const marks = await list
        .locator('line')
        .evaluateAll(lines =>
          lines.map(line => `${line.getAttribute('stroke')} ${line.getAttribute('stroke-dasharray')}`),
        );
      assert.equal(new Set(marks).size, 3);
      await page.getByRole('application', { name: 'Loss over epochs' }).waitFor();
      await page.getByRole('tab', { name: 'Comparison' }).click();
      const settings = page.getByRole('grid', { name: 'Settings that differ' });
      await settings.getByText('TRAIN.BASE_LR').waitFor();
      await page.getByText('The settings define the loss differently: its values do not compare.').waitFor();
      const row = page.getByRole('grid', { name: 'Results' }).getByRole('row', { name: /lower-rate/ });
      assert.match(await row.innerText(), /stopped/);
      assert.match(await row.innerText(), /300 of 480/);
      await page.getByRole('button', { name: 'Remove runs/demo from this page' }).click();
      await list.getByText('runs/demo').waitFor({ state: 'detached' });
      assert.deepEqual(((await state()) as { runs: string[] }).runs, ['lower-rate', 'other-epochs']);
      await page.getByRole('button', { name: 'Add Runs ...' }).click();
      await list.getByText('runs/demo').waitFor();
    });
  });

  test('what a run describes is charted, compared and told, and only its views are there', async () => {
    await on('labelled', { tab: 'samples' }, async ({ page }) => {
      const names = () =>
        page.getByRole('application').evaluateAll(all => all.map(one => one.getAttribute('aria-label')));
      assert.deepEqual(
        await eventually(names, found => found.length === 6),
        ['Accuracy (%)', 'Loss', 'Learning rate', 'Gradient norm', 'Images/s', 'Memory (GB)'].map(
          title => `${title} over step`,
        ),
      );
      const { course } = fakeRuns['labelled']!;
      const shares = Array.from({ length: 40 }, (_, i) => fakeShare(course, 12 * (i + 1)));
      assert.match(
        (await summary(page, 'Accuracy (%) over step'))!,
        new RegExp(`runs/labelled: 40 points, last ${shares.at(-1)!.toPrecision(4)}`),
      );
      const tabs = await tabNames(page);
      assert.deepEqual(tabs, ['Curves', 'Results'], 'a tab that was kept is not there: curves are shown');
      const header = await page.locator('main > header').innerText();
      assert.match(header, /Accuracy\s+\d+\.\d+ %\s+Loss\s+0\.\d+/);
      await page.getByRole('tab', { name: 'Results' }).click();
      const rows = page.getByRole('grid', { name: 'Results' }).getByRole('row');
      await rows.nth(1).waitFor();
      const cells = await rows.allInnerTexts();
      assert.match(cells[0]!, /Last accuracy\s+Best accuracy\s+Last loss\s+Best loss/);
      assert.match(cells[1]!, /Classification/);
      const best = Math.max(...shares);
      assert.ok(cells[1]!.includes(`${Number(best.toPrecision(4))} % (epoch ${shares.indexOf(best) + 1})`), cells[1]);
    });
    await on('labelled-live', {}, async ({ page }) => {
      const points = async () =>
        Number(/(\d+) points/.exec((await summary(page, 'Accuracy (%) over step')) ?? '')?.[1] ?? 0);
      const before = await eventually(points, count => count >= 2);
      await eventually(points, count => count > before);
    });
  });

  test('beside a run that measures something else each has what it has', async () => {
    await on('demo labelled', {}, async ({ page }) => {
      await page.getByRole('application', { name: 'Accuracy (%) over step' }).waitFor();
      const text = await summary(page, 'Accuracy (%) over step');
      assert.ok(text!.includes('runs/labelled: 40 points') && !text!.includes('runs/demo'), text!);
      assert.match((await summary(page, 'Loss over step'))!, /runs\/demo: .*runs\/labelled: /s);
      const entries = await page.getByRole('list', { name: 'Runs of this page' }).innerText();
      assert.match(entries, /loss 0\.\d+[\s\S]*accuracy \d+\.\d+ %/);
      await page.getByRole('tab', { name: 'Samples' }).waitFor();
      await page.getByRole('list').getByRole('button', { name: 'runs/labelled', exact: true }).click();
      await page.getByRole('tab', { name: 'Samples' }).waitFor({ state: 'detached' });
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

/** How long the page needs from a key to the next frame. */
async function keyTimes(page: Page, name: string): Promise<string> {
  await page.getByRole('application', { name, exact: true }).focus();
  const times: number[] = [];
  for (let i = 0; i < 10; i++) {
    const start = performance.now();
    await page.keyboard.press('PageDown');
    await page.evaluate('new Promise(resolve => requestAnimationFrame(resolve))');
    times.push(performance.now() - start);
  }
  return `median ${Math.round(times.sort((a, b) => a - b)[5]!)} ms, longest ${Math.round(times[9]!)} ms`;
}
