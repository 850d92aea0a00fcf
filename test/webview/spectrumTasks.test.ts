import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { superResolve } from '../../extension/engine/corruption/superResolution.js';
import { toPlanar } from '../../extension/engine/data/image.js';
import { psnr } from '../../extension/engine/pictures/psnr.js';
import { picture } from '../../webview/dev/spectrum/pictures.js';
import {
  assertAmid,
  bytes,
  colourInMiddle,
  edit,
  frame,
  inner,
  middle,
  openSpectrum,
} from '../support/spectrumPanes.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import type { PageOptions } from '../support/webviewPage.js';

describe('other tasks on the spectrum page', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  const open = (options: PageOptions = {}) => openSpectrum(browser, options);

  test('other tasks: what the network gets by the arithmetic of training, with its spectrum, and strengths follow sliders', async () => {
    const { page, problems, close, screenshot } = await open();
    await page.getByRole('button', { name: 'True Size' }).click();
    await page.getByText('resolution', { exact: true }).click();
    await page.getByText('Made 8 times smaller and back.').waitFor();
    const clean = toPlanar(picture(0, 224));
    assertAmid(await middle(page, 'Corrupted'), superResolve(clean, 224, 8));
    const decibels = psnr(superResolve(clean, 224, 8), clean).toFixed(2);
    await page.getByText(`PSNR ${decibels} dB`).waitFor();
    await page.getByRole('slider', { name: 'Smaller and back' }).focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft');
    await page.getByText('Made 4 times smaller and back.').waitFor();
    assertAmid(await middle(page, 'Corrupted'), superResolve(clean, 224, 4));
    assert.equal(await inner(page).count(), 0, 'there is no mask to drag');

    await page.getByText('blur', { exact: true }).click();
    await page.getByText('Blurred (Gaussian, sigma 5, 13 x 13 pixels).').waitFor();
    await frame(page, 'Spectrum: Corrupted').waitFor();
    assert.deepEqual(problems, []);
    await screenshot('spectrum-blur');
    await close();
  });

  test('a config with other tasks is looked at under them, and draws as training does', async () => {
    const { page, problems, close } = await open();
    await edit(page, { r1: 16, r2: null, tasks: ['denoise'] });
    await page.getByText('With noise (Gaussian, sigma 75 of 255).').waitFor();
    const first = await middle(page, 'Corrupted');
    await page.getByText('Draw the strength as in training').click();
    await page.getByText('Draw Again').click();
    await page.getByText('Draw 2', { exact: true }).waitFor();
    assert.notDeepEqual(await middle(page, 'Corrupted'), first);
    await edit(page, { r1: 16, r2: null, tasks: ['deblur', 'mfm'], mode: 'chain' });
    await page.getByText(/^Blurred \(Gaussian, sigma 5, \d+ x \d+ pixels\)\.$/).waitFor();
    assert.ok(await page.getByRole('radio', { name: 'all in a chain' }).isChecked());
    await page.getByText('high', { exact: true }).click();
    const seen = await middle(page, 'Corrupted');
    assert.ok(Math.min(...seen) < 128, `the constant term is gone: ${seen}`);
    assert.deepEqual(problems, []);
    await close();
  });

  test('a divider wipes between the input and what the network gets, by keyboard, too', async () => {
    const { page, problems, close } = await open();
    await page.getByRole('button', { name: 'True Size' }).click();
    await page.getByText('Wipe between input and corrupted').click();
    const divider = page.getByRole('slider', { name: /Divider between Input and Corrupted/ });
    await divider.focus();
    await page.keyboard.press('End');
    const pane = page.getByRole('application', { name: /^Input\. What the network gets/ });
    const input = bytes(toPlanar(picture(0, 224)));
    assert.deepEqual(await colourInMiddle(page, pane), input);
    await page.keyboard.press('Home');
    assert.deepEqual(await colourInMiddle(page, pane), await middle(page, 'Low-pass'));
    assert.deepEqual(problems, []);
    await close();
  });
});
