import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { fakeLoss, fakeShare } from '../../webview/dev/run/fakeMetrics.js';
import { fakeRuns } from '../../webview/dev/run/fakeRuns.js';
import { eventually } from '../support/patience.js';
import { root } from '../support/root.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { tabNames } from '../support/webviewPage.js';
import { runOpener } from './runOpener.js';
import { calls, plotPixels } from './runPixels.js';

describe('the charts of runs', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  const on = runOpener(() => browser);

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

  test('the loss of each kind of images is a curve of its own, with the loss of all behind them', async () => {
    await on('mixed', {}, async ({ page, screenshot }) => {
      const chart = 'Loss over step';
      await eventually(
        () => summary(page, chart),
        text => /low: 480 points/.test(text ?? ''),
      );
      const text = (await summary(page, chart))!;
      assert.match(text, /high: 384 points/, 'every fifth step has none');
      assert.match(text, /all: 480 points/);
      assert.equal(await page.getByRole('application', { name: /^Loss, (low|high)-pass/ }).count(), 0);
      assert.equal(await page.getByText('The loss or its gradient is not finite.').count(), 0);
      const header = await page.locator('main > header').innerText();
      assert.match(header, /Loss, low-pass\s+0\.\d+\s+Loss, high-pass\s+0\.\d+/);
      await screenshot('run-kinds');
    });
    await on('mixed demo', {}, async ({ page }) => {
      const text = () => summary(page, 'Loss, high-pass over step');
      await eventually(text, found => /runs\/mixed: 384 points/.test(found ?? ''));
    });
  });

  test('outliers do not stretch a chart that clips them, and it says how many there are', async () => {
    await on('long', { smoothing: 0 }, async ({ page }) => {
      const firstRow = async () => (await plotPixels(page, 'Loss over step')).columns[5]![0];
      const note = page.getByText('Drawn points above or below: 2.');
      await page.getByText('100 000 points, drawn').first().waitFor();
      const before = await firstRow();
      await page.getByText('Clip outliers').click();
      await note.first().waitFor();
      await eventually(firstRow, row => row < before / 2);
      await page.getByText('Clip outliers').click();
      await note.first().waitFor({ state: 'detached' });
      await eventually(firstRow, row => row === before);
    });
  });

  test('a chart is saved as a table of all its points, and as a picture with its title and legend', async () => {
    await on('mixed', {}, async ({ page }) => {
      await eventually(
        () => summary(page, 'Loss over step'),
        text => /low: 480 points/.test(text ?? ''),
      );
      const saved = async (type: string) => {
        await page.getByRole('button', { name: `Save Loss over step as ${type.toUpperCase()}`, exact: true }).click();
        await page.getByText(`Loss over step.${type} is saved.`).waitFor();
        const file = (await calls(page, 'saveFile')).at(-1) as unknown as { type: string; bytes: number[] };
        assert.equal(file.type, type);
        return Buffer.from(file.bytes);
      };
      const lines = (await saved('csv')).toString().split('\r\n');
      assert.equal(lines[0], 'step,low,high,all');
      assert.deepEqual([lines.length, lines.at(-1)], [482, '']);
      // Full digits; where a step has one kind only, that is all of it.
      assert.match(lines[300]!, /^300,(0\.\d{12,}),,\1$/);
      const withoutHigh = lines.slice(1, -1).filter(line => line.split(',')[2] === '');
      assert.equal(withoutHigh.length, 96, 'every fifth step has none');
      const png = await saved('png');
      await mkdir(`${root}dist/screenshots`, { recursive: true });
      await writeFile(`${root}dist/screenshots/saved-chart.png`, png);
      const drawn = (await page.getByRole('application', { name: 'Loss over step' }).locator('canvas').boundingBox())!;
      assert.equal(png.readUInt32BE(16), drawn.width);
      assert.ok(png.readUInt32BE(20) > drawn.height + 40, 'with a line above and one below');
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
