import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { AttentionView } from '../../extension/protocol/lookApi.js';
import { attentionMap } from '../../webview/checkpoint/look/attentionMap.js';
import { lookAnswers } from '../../webview/dev/look/answers.js';
import { modelOf } from '../../webview/dev/look/encoder.js';
import { rasterFromValues } from '../../webview/plots/raster.js';
import { eventually } from '../support/patience.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { webviewThemes } from '../support/webviewDocument.js';
import { openPage, settled } from '../support/webviewPage.js';

const context = { signal: new AbortController().signal, progress: () => {} };
const answers = lookAnswers();
const model = modelOf('vit');

describe('tabs that look through a model', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  const open = (tab: string, options: { look?: object; theme?: (typeof webviewThemes)[number]; fake?: string } = {}) =>
    openPage(browser, 'checkpoint', {
      theme: options.theme,
      fake: options.fake,
      state: { tab, look: options.look ?? {} },
      height: 1000,
    });

  test('a clicked patch is the query: every head’s map shows what was answered for it', async () => {
    const { page, problems, state, close } = await open('attention', { look: { layer: 1 } });
    await page.getByText('Query class token, layer 2').waitFor();
    const before = await tile(page, 'Head 2');
    await clickPatch(page, 4, 2);
    await page.getByText('Query row 5, column 3').waitFor();
    const view: AttentionView = await answers.attention({ image: 'disc', query: 34 }, context);
    for (const head of [0, 1, 2]) {
      const { values, high } = attentionMap(view, model, 1, head);
      const expected = rasterFromValues(values, 8, 8, { palette: 'magma', low: 0, high });
      assert.deepEqual(await tile(page, `Head ${head + 1}`), [...expected.rgba], `head ${head}`);
    }
    assert.notDeepEqual(await tile(page, 'Head 2'), before);
    assert.equal(((await state()) as { look: { patch: number } }).look.patch, 34);
    assert.deepEqual(problems, []);
    await close();
  });

  test('arrow keys move the query, a head’s tile enlarges it, and both come back after a reload', async () => {
    const { page, close } = await open('attention', { look: { query: 'patch', patch: 34 } });
    await page.getByText('Query row 5, column 3').waitFor();
    await page.getByRole('application', { name: /^Image/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.getByText('Query row 6, column 4').waitFor();
    await page.getByRole('button', { name: /^Head 3/ }).click();
    await page.getByText('layer 4, head 3: most goes to').waitFor();
    await page.reload();
    await page.getByText('Query row 6, column 4, layer 4, head 3: most goes to').waitFor();
    await close();
  });

  test('a map at full opacity has the colours of its values, at none those of the image', async () => {
    const { page, close } = await open('attention', { look: { query: 'patch', patch: 20, opacity: 1, head: 0 } });
    await page.getByText('Query row 3, column 5').waitFor();
    const view = await answers.attention({ image: 'disc', query: 20 }, context);
    const { values, high } = attentionMap(view, model, 3, 0);
    const colours = rasterFromValues(values, 8, 8, { palette: 'magma', low: 0, high }).rgba;
    for (const [row, column] of [
      [0, 0],
      [4, 3],
      [7, 7],
    ] as const) {
      const at = 4 * (row * 8 + column);
      assert.deepEqual(await pixel(page, 1, column * 8 + 4, row * 8 + 4), [...colours.slice(at, at + 3)]);
    }
    const slider = page.getByRole('slider', { name: 'Opacity' });
    await slider.focus();
    await page.keyboard.press('Home');
    await page.getByText('0 %', { exact: true }).first().waitFor();
    assert.deepEqual(await pixel(page, 1, 4, 4), await pixel(page, 0, 4, 4));
    await close();
  });

  test('the radius follows the slider, and the numbers are those that were answered', async () => {
    const { page, problems, close } = await open('reconstruction');
    await page.getByText('Low-pass, radius 6 bins').waitFor();
    await page.getByRole('slider', { name: 'Radius' }).focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
    await page.getByText('Low-pass, radius 10 bins').waitFor();
    const mask = { kind: 'low', radius: 10 } as const;
    const view = await answers.reconstruction({ image: 'disc', mask, spectra: false }, context);
    await page.getByText(`Input · ${view.psnr.input!.toFixed(2)} dB`).waitFor();
    const at = 3 * (20 * 64 + 30);
    assert.deepEqual(await pixel(page, 0, 30, 20), [...view.input.data.slice(at, at + 3)]);
    await page.getByRole('button', { name: 'Model’s Own' }).click();
    await page.getByText('Low-pass, radius 6 bins').waitFor();
    assert.deepEqual(problems, []);
    await close();
  });

  test('a model’s other tasks: what is done is chosen, its strength follows the slider, and both come back', async () => {
    const { page, problems, close } = await open('reconstruction');
    await page.getByText('Low-pass, radius 6 bins').waitFor();
    await choose(page, 'What is done', 'blur');
    await page.getByText('Blurred (Gaussian, sigma 5, 13 x 13 pixels).').waitFor();
    assert.equal(await page.getByText(/^Prediction/).count(), 0);
    assert.equal(await page.getByRole('slider', { name: 'Radius' }).count(), 0);
    await page.getByRole('slider', { name: 'Kernel' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('Blurred (Gaussian, sigma 5, 15 x 15 pixels).').waitFor();
    const mask = { kind: 'low' } as const;
    const strength = { ...model.strength, blurSize: 15 };
    const view = await answers.reconstruction(
      { image: 'disc', tasks: ['deblur'], mask, strength, spectra: false },
      context,
    );
    const before = view.psnr.input!.toFixed(2);
    await page.getByText(`PSNR ${before} dB before, ${view.psnr.restored!.toFixed(2)} dB after`).waitFor();
    const at = 3 * (20 * 64 + 30);
    assert.deepEqual(await pixel(page, 0, 30, 20), [...view.input.data.slice(at, at + 3)]);
    await page.reload();
    await page.getByText('Blurred (Gaussian, sigma 5, 15 x 15 pixels).').waitFor();
    await page.getByRole('button', { name: 'As in Training' }).click();
    await page.getByText('Low-pass, radius 6 bins').waitFor();
    assert.deepEqual(problems, []);
    await close();
  });

  test('another image is looked at with the same patch, and remembered', async () => {
    const { page, state, close } = await open('features', { look: { patch: 34 } });
    await page.getByText('Patch at row 5, column 3, layer 4: most similar is').waitFor();
    const before = await pixel(page, 0, 30, 36);
    await page.getByRole('button', { name: 'Choose Images …' }).click();
    await page.getByRole('combobox', { name: 'Image' }).getByText('other.png').first().waitFor({ state: 'attached' });
    await eventually(
      () => pixel(page, 0, 30, 36),
      now => now.join() !== before.join(),
    );
    assert.equal(((await state()) as { look: { image: string } }).look.image, 'other');
    await close();
  });

  test('a model that cannot be run says so in a sentence', async () => {
    const state = { tab: 'attention', look: {} };
    const { page, problems, close } = await openPage(browser, 'checkpoint', { state, fake: 'checkpointNoModel' });
    await page.getByText('MODEL.DROP_RATE is').waitFor();
    await page.getByRole('button', { name: 'Try Again' }).waitFor();
    assert.deepEqual(problems, []);
    await close();
  });

  test('windows: a layer answers for the patch that covers the chosen one, with its own heads and grid', async () => {
    const swin = modelOf('swin');
    const look = { query: 'patch', patch: 5 * 16 + 6, layer: 1 };
    const { page, problems, close } = await open('attention', { look, fake: 'checkpointSwin' });
    await page.getByText('Query row 6, column 7, layer 2').waitFor();
    await page.getByText('within windows of 4 × 4 patches').waitFor();
    const view: AttentionView = await lookAnswers('swin').attention({ image: 'disc', query: look.patch }, context);
    const { values, high } = attentionMap(view, swin, 1, 1);
    const expected = rasterFromValues(values, 16, 16, { palette: 'magma', low: 0, high });
    assert.deepEqual(await tile(page, 'Head 2'), [...expected.rgba]);
    assert.ok(values.filter(value => value > 1e-6).length <= 16, 'no more than a window');
    assert.equal(await page.getByRole('button', { name: /^Head/ }).count(), 2);

    await page.getByRole('combobox', { name: 'Layer' }).click();
    await page.getByRole('option', { name: '5 · layers.2.blocks.0 · 4 × 4' }).click();
    await page.getByText('Query row 2, column 2, layer 5').waitFor();
    assert.equal(await page.getByRole('button', { name: /^Head/ }).count(), 8);
    await clickPatch(page, 1, 0, 16);
    await page.getByText('Query row 2, column 1, layer 5').waitFor();
    assert.deepEqual(problems, []);
    await close();
  });

  test('without a class token the mean of the patches is looked at', async () => {
    const { page, close } = await open('attention', { fake: 'checkpointSwin' });
    await page.getByText('Query mean of all patches, layer 5').waitFor();
    assert.equal(await page.getByText('class token').count(), 0);
    await close();
  });

  test('a residual network has features of every block, and says that it has no attention', async () => {
    const { page, problems, close } = await open('attention', { fake: 'checkpointResnet' });
    await page.getByText('This model has no attention').waitFor();
    await page.getByRole('tab', { name: 'Features' }).click();
    await page.getByText('Principal components, layer 4').waitFor();
    const { layers } = await lookAnswers('resnet').features({ image: 'disc' }, context);
    const tiles = await Promise.all(layers.map((_, i) => tile(page, `Layer ${i + 1}`)));
    assert.deepEqual(
      tiles.map(rgba => rgba.length / 4),
      [256, 64, 64, 16],
    );
    assert.deepEqual(tiles[3]!.slice(0, 3), [...layers[3]!.colours.subarray(0, 3)]);
    await clickPatch(page, 3, 1, 16);
    await page.getByText('Patch at row 4, column 2, layer 4: most similar is').waitFor();
    await page.getByRole('button', { name: /^Layer 1\b/ }).click();
    await page.getByText('Patch at row 15, column 7, layer 1: most similar is').waitFor();
    assert.deepEqual(problems, []);
    await close();
  });

  for (const [fake, tabs] of [
    ['checkpointSwin', ['attention', 'features']],
    ['checkpointResnet', ['attention', 'features']],
  ] as const) {
    test(`${fake} in every theme`, async () => {
      for (const theme of webviewThemes) {
        for (const tab of tabs) {
          const look = { query: 'patch', patch: 90, layer: 1 };
          const { page, problems, screenshot, close } = await open(tab, { look, theme, fake });
          await settled(page);
          await screenshot(`${fake}-${tab}-${theme}`);
          assert.deepEqual(problems, []);
          await close();
        }
      }
    });
  }

  for (const theme of webviewThemes) {
    test(`all three in ${theme}`, async () => {
      const look = { query: 'patch', patch: 34, head: 1, spectra: true };
      for (const tab of ['reconstruction', 'attention', 'features']) {
        const { page, problems, screenshot, close } = await open(tab, { look, theme });
        await page.locator('canvas').nth(7).waitFor();
        await settled(page);
        await screenshot(`${tab}-${theme}`);
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

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** The pixels of a head's small map. */
function tile(page: Page, name: string): Promise<number[]> {
  return page.getByRole('button', { name: new RegExp(`^${name}`) }).evaluate(button => {
    const canvas = button.querySelector('canvas') as unknown as Canvas;
    return [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data];
  });
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

/** Clicks the middle of a patch of `patchSize` pixels in the first pane, by its row and column from 0. */
async function clickPatch(page: Page, row: number, column: number, patchSize = 8): Promise<void> {
  const frame = page.locator('.frame').first();
  const { width, height } = (await frame.boundingBox())!;
  const scale = Math.floor(Math.min(width, height) / 64);
  const place = (side: number, patch: number) => (side - 64 * scale) / 2 + (patch + 0.5) * patchSize * scale;
  await frame.click({ position: { x: place(width, column), y: place(height, row) } });
}
