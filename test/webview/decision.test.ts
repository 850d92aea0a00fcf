import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { percent } from '../../extension/engine/text/format.js';
import type { DecisionView } from '../../extension/protocol/decisionApi.js';
import { lookAnswers } from '../../webview/dev/look/answers.js';
import { rasterFromValues } from '../../webview/plots/raster.js';
import { eventually } from '../support/patience.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { type WebviewTheme, webviewThemes } from '../support/webviewDocument.js';
import { openPage, settled } from '../support/webviewPage.js';

const context = { signal: new AbortController().signal, progress: () => {} };
const decide = async (wanted: { class?: string; layer?: number; other?: string; image?: string } = {}) =>
  (await lookAnswers().decision({ image: 'disc', ...wanted }, context)) as DecisionView;
const bar = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name} [\\d.]+ %$`) });
const other = { id: 'epoch-30', label: 'epoch-0030-step-001200.safetensors' };

describe('why a classifier decides so', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  const open = (
    options: { look?: object; theme?: WebviewTheme; decider?: object; fake?: string; width?: number } = {},
  ) =>
    openPage(browser, 'checkpoint', {
      theme: options.theme,
      fake: options.fake ?? 'checkpointFineTuned',
      state: { tab: 'decision', look: options.look ?? {}, decider: options.decider },
      width: options.width,
      height: 900,
    });

  test('only a checkpoint that tells classes has the tab, and it has those of its encoder', async () => {
    const tabs = (page: Page) => page.getByRole('tab').allTextContents();
    const fine = await open();
    await fine.page.getByText('Grad-CAM, layer 3').waitFor();
    assert.deepEqual(await tabs(fine.page), [
      ...['Overview', 'Tensors', 'Weights', 'Attention', 'Features', 'Map', 'Decision', 'Difference'],
    ]);
    await fine.close();
    const plain = await open({ fake: 'checkpoint' });
    await plain.page.getByText('12 encoder blocks', { exact: true }).waitFor();
    assert.ok(!(await tabs(plain.page)).includes('Decision'));
    await plain.close();
  });

  test('the bars are the answers, the likeliest first; a click explains another class, and it comes back', async () => {
    const { page, problems, state, close } = await open({ look: { opacity: 1 } });
    const usual = await decide();
    await page.getByText(`${usual.explained.name} (${percent(usual.explained.probability)}), layer 3`).waitFor();
    const bars = await page.getByRole('list', { name: 'The likeliest classes' }).getByRole('button').allInnerTexts();
    assert.deepEqual(
      bars.map(text =>
        text
          .trim()
          .split('\n')
          .map(part => part.trim())
          .filter(Boolean),
      ),
      usual.answers.map(({ name, probability }) => [name, percent(probability)]),
    );
    assert.equal(await bar(page, usual.explained.name).getAttribute('aria-pressed'), 'true');
    await shows(page, 1, usual);

    const wanted = usual.answers[3]!.name;
    await bar(page, wanted).click();
    const chosen = await decide({ class: wanted });
    await page.getByText(`${wanted} (${percent(chosen.explained.probability)}), layer 3`).waitFor();
    await shows(page, 1, chosen);
    assert.equal(((await state()) as { look: { explained: string } }).look.explained, wanted);
    await page.reload();
    await page.getByText(`${wanted} (`).waitFor();
    await page.getByRole('button', { name: 'Explain the Likeliest' }).click();
    await page.getByText(`${usual.explained.name} (`).waitFor();
    assert.deepEqual(problems, []);
    await close();
  });

  test('another layer has its own map, and without opacity the image is seen', async () => {
    const { page, state, close } = await open({ look: { opacity: 1 } });
    await page.getByText('Grad-CAM, layer 3').waitFor();
    await page.getByRole('combobox', { name: 'Layer' }).click();
    await page.getByRole('option', { name: '1', exact: true }).click();
    await page.getByText('Grad-CAM, layer 1').waitFor();
    await shows(page, 1, await decide({ layer: 0 }));
    assert.equal(((await state()) as { look: { explainedLayer: number } }).look.explainedLayer, 0);
    await page.getByRole('slider', { name: 'Opacity' }).focus();
    await page.keyboard.press('Home');
    await eventually(
      async () => [await pixel(page, 1, 4, 4), await pixel(page, 0, 4, 4)],
      ([map, image]) => map!.join() === image!.join(),
    );
    await close();
  });

  test('another checkpoint decides beside it on the same image and class, without attention if it has none', async () => {
    const { page, problems, state, close } = await open();
    await page.getByText('Attention rollout').waitFor();
    await page.getByRole('button', { name: 'Compare with …' }).click();
    await page.getByRole('heading', { name: other.label }).waitFor();
    const theirs = await decide({ other: other.id });
    const second = page.locator('section').filter({ has: page.getByRole('heading', { name: other.label }) });
    await second.getByText(`${theirs.explained.name} (${percent(theirs.explained.probability)}), layer 4`).waitFor();
    assert.equal(await second.getByText('Attention rollout').count(), 0);
    assert.deepEqual(((await state()) as { decider: object }).decider, other);

    await second.getByRole('button', { name: /^goldfish/ }).click();
    await page.getByText('goldfish (').nth(1).waitFor();
    const first = page.locator('section').filter({ has: page.getByRole('heading', { name: /^epoch-0120/ }) });
    await first.getByText(/goldfish \([\d.]+ %\), layer 3/).waitFor();
    await first.getByRole('button', { name: /^tabby/ }).click();
    await second.getByRole('alert').getByText('The checkpoint tells no class tabby, tiger cat').waitFor();
    await first.getByText(/tabby, tiger cat \([\d.]+ %\), layer 3/).waitFor();
    await page.getByRole('button', { name: 'End Comparison' }).click();
    await second.waitFor({ state: 'detached' });
    assert.deepEqual(problems, []);
    await close();
  });

  test('the image is opened in the editor, and another one is decided about', async () => {
    const { page, close } = await open();
    await page.getByText('Grad-CAM, layer 3').waitFor();
    await page.getByRole('button', { name: 'Open Image' }).click();
    await page.waitForFunction('asked.some(([call]) => call === "openLookImage")');
    assert.deepEqual(await page.evaluate('asked.at(-1)'), ['openLookImage', { image: 'disc' }]);
    await page.getByRole('button', { name: 'Choose Images …' }).click();
    const { explained } = await decide({ image: 'other' });
    await page.getByText(`${explained.name} (${percent(explained.probability)}), layer 3`).waitFor();
    await close();
  });

  for (const theme of webviewThemes) {
    test(`alone, compared and narrow in ${theme}`, async () => {
      for (const [name, options] of [
        ['decision', {}],
        ['decision-compared', { decider: other, look: { explained: 'goldfish' } }],
        ['decision-narrow', { width: 560 }],
      ] as const) {
        const { page, problems, screenshot, close } = await open({ ...options, theme });
        await page.getByText('Attention rollout').waitFor();
        await settled(page);
        await screenshot(`${name}-${theme}`);
        assert.deepEqual(problems, []);
        await close();
      }
    });
  }
});

/** What the tests need of a canvas, whose types are the browser's. */
interface Canvas {
  width: number;
  height: number;
  getContext(kind: '2d'): { getImageData(...box: [number, number, number, number]): { data: Uint8ClampedArray } };
}

/** The pane of this number has the colours of a map's patches, in three of them. */
async function shows(page: Page, pane: number, { map }: DecisionView): Promise<void> {
  const [rows, columns] = map.grid;
  const high = Math.max(...map.values);
  const { rgba } = rasterFromValues(map.values, columns, rows, { palette: 'magma', low: 0, high });
  for (const [row, column] of [
    [0, 0],
    [4, 3],
    [6, 5],
  ] as const) {
    const side = 64 / rows;
    const at = 4 * (row * columns + column);
    const expected = [...rgba.slice(at, at + 3)].join();
    await eventually(
      () => pixel(page, pane, (column + 0.5) * side, (row + 0.5) * side),
      colour => colour.join() === expected,
    );
  }
}

/** The colour of a pixel of the 64 x 64 picture that the pane of this number shows in its middle. */
function pixel(page: Page, pane: number, x: number, y: number): Promise<number[]> {
  return page
    .locator('.frame canvas')
    .nth(pane)
    .evaluate(
      (element, [x, y]) => {
        const canvas = element as unknown as Canvas;
        const scale = Math.floor(Math.min(canvas.width, canvas.height) / 64);
        const place = (side: number, at: number) => Math.floor((side - 64 * scale) / 2 + (at + 0.5) * scale);
        const [px, py] = [place(canvas.width, x), place(canvas.height, y)];
        return [...canvas.getContext('2d').getImageData(px, py, 1, 1).data].slice(0, 3);
      },
      [x, y] as const,
    );
}
