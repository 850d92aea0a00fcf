import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { toPlanar } from '../../extension/engine/data/image.js';
import { percent } from '../../extension/engine/text/format.js';
import { picture } from '../../webview/dev/spectrum/pictures.js';
import { BandFilter } from '../../webview/spectrum/bandFilter.js';
import { drag, edit, inner, middle, openSpectrum, outer, settled } from '../support/spectrumPanes.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import type { PageOptions } from '../support/webviewPage.js';

describe('the mask on the spectrum page', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  const open = (options: PageOptions = {}) => openSpectrum(browser, options);

  test('a dragged circle takes everything with it, and the config gets what was dragged', async () => {
    const { page, problems, close } = await open();
    const before = await middle(page, 'Low-pass');
    await drag(page, inner(page), 60);
    const radius = Number(await inner(page).getAttribute('aria-valuenow'));
    assert.ok(radius > 30, `${radius} bins`);
    assert.equal(await page.getByRole('spinbutton', { name: 'r1' }).inputValue(), String(radius));
    await settled(page);
    assert.notDeepEqual(await middle(page, 'Low-pass'), before);
    await page.getByText(`${radius} bins = ${radius} cycles/image`).waitFor();
    await page.getByText('Write to Config').click();
    await page.getByText(`r1 ${radius} is written to demo.yaml.`).waitFor();
    assert.deepEqual(await page.evaluate('asked.written'), [
      { r1: radius, r2: null, shape: 'circle', areaMatched: false },
    ]);
    await page.getByText(`224 x 224 pixels, r1 ${radius}`).waitFor();
    assert.deepEqual(problems, []);
    await close();
  });

  test('the keyboard does the same: by one bin, by ten, to the ends', async () => {
    const { page, close } = await open();
    await inner(page).focus();
    const press = async (key: string) => {
      await page.keyboard.press(key);
      return Number(await inner(page).getAttribute('aria-valuenow'));
    };
    assert.equal(await press('ArrowRight'), 17);
    assert.equal(await press('Shift+ArrowUp'), 27);
    assert.equal(await press('ArrowLeft'), 26);
    assert.equal(await press('End'), 111);
    assert.equal(await press('Home'), 1);
    await close();
  });

  test('an edit of the config moves the circle, also one that was dragged', async () => {
    const { page, close } = await open();
    await inner(page).focus();
    await page.keyboard.press('ArrowRight');
    await edit(page, { r1: 40, r2: 70 });
    await page.getByRole('slider', { name: 'Outer radius r2' }).waitFor();
    assert.equal(await inner(page).getAttribute('aria-valuenow'), '40');
    assert.equal(await outer(page).getAttribute('aria-valuenow'), '70');
    // The circles never pass each other.
    await inner(page).focus();
    await page.keyboard.press('End');
    assert.equal(await inner(page).getAttribute('aria-valuenow'), '69');
    await close();
  });

  test('the form and its area are the config’s, and are written to it', async () => {
    const { page, problems, close } = await open();
    await edit(page, { r1: 15.68, r2: null, shape: 'square', areaMatched: true });
    await page.getByText('224 x 224 pixels, square of matched area, r1 15.68').waitFor();
    assert.equal(await page.getByRole('spinbutton', { name: 'r1' }).inputValue(), '15.68');
    assert.ok(await page.getByRole('radio', { name: 'square' }).isChecked());
    assert.ok(await page.getByRole('button', { name: 'Write to Config' }).isDisabled());
    await page.getByText('rhombus', { exact: true }).click();
    await page.getByText('Write to Config').click();
    await page.getByText('rhombus of matched area, r1 15.68 is written to demo.yaml.').waitFor();
    assert.deepEqual(await page.evaluate('asked.written'), [
      { r1: 15.68, r2: null, shape: 'rhombus', areaMatched: true },
    ]);
    await inner(page).focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await inner(page).getAttribute('aria-valuenow'), '17', 'whole bins from here');
    await page.getByText('Back to Config').click();
    assert.equal(await inner(page).getAttribute('aria-valuenow'), '15.68');
    assert.deepEqual(problems, []);
    await close();
  });

  test('it is said where the radius comes from, and what else is done to images', async () => {
    const { page, close } = await open();
    await edit(page, { r1: 16, r2: null, radii: 'radii.json', tasks: ['mfm', 'deblur'], mode: 'chain' });
    await page.getByText('Training takes the radius of each image from radii.json').waitFor();
    await page.getByText('Images are degraded before the mask takes its frequencies (blur).').waitFor();
    await edit(page, { r1: 16, r2: null, tasks: ['sr'] });
    await page.getByText('This config trains with other tasks (super-resolution), which take no frequencies').waitFor();
    assert.equal(await page.getByText('Write to Config').count(), 0);
    await close();
  });

  test('other forms, high-pass and random draws', async () => {
    const { page, close } = await open();
    await page.getByText('rhombus', { exact: true }).click();
    const image = picture(0, 224);
    const filter = new BandFilter(toPlanar(image), 224, 224);
    const kept = filter.apply({ shape: 'rhombus', r1: 16, r2: Number.POSITIVE_INFINITY, areaMatched: false });
    await page.getByRole('row', { name: `energy ${percent(kept.withDc)}` }).waitFor();
    await page.getByText('high', { exact: true }).click();
    await page.getByRole('application', { name: /^Corrupted\. What the network gets: high-pass/ }).waitFor();
    await page.getByText('random', { exact: true }).click();
    await page.getByText(/Draw 1: (low|high)-pass/).waitFor();
    const draws = [];
    for (let i = 2; i < 8; i++) {
      await page.getByText('Draw Again').click();
      draws.push(await page.getByText(new RegExp(`Draw ${i}: `)).innerText());
    }
    assert.equal(new Set(draws.map(text => text.split(': ')[1])).size, 2, draws.join());
    await close();
  });

  test('without a config there is nothing to write to, and radii fit the image', async () => {
    const { page, problems, close, screenshot } = await open({ fake: 'spectrumImages' });
    assert.equal(await page.getByText('Write to Config').count(), 0);
    assert.equal(await inner(page).getAttribute('aria-valuenow'), '14');
    await page.getByText('14 bins = 14 cycles/image = 0.04667 across, 0.07 down cycles/pixel').waitFor();
    assert.deepEqual(problems, []);
    await screenshot('spectrum-image');
    await close();
  });
});
