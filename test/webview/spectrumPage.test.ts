import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { toPlanar } from '../../extension/engine/data/image.js';
import { percent } from '../../extension/engine/text/format.js';
import { picture } from '../../webview/dev/spectrum/pictures.js';
import { BandFilter } from '../../webview/spectrum/bandFilter.js';
import { eventually } from '../support/patience.js';
import {
  assertNear,
  bytes,
  cursor,
  edit,
  frame,
  inner,
  middle,
  openSpectrum,
  settled,
} from '../support/spectrumPanes.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { webviewThemes } from '../support/webviewDocument.js';
import type { PageOptions } from '../support/webviewPage.js';

describe('the spectrum page', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  const open = (options: PageOptions = {}) => openSpectrum(browser, options);

  test('panes show the very pixels: of the input, and of what the filter makes of it', async () => {
    const { page, problems, close } = await open();
    await page.getByRole('button', { name: 'True Size' }).click();
    const image = picture(0, 224);
    assert.deepEqual(await middle(page, 'Input'), bytes(toPlanar(image)));
    const filter = new BandFilter(toPlanar(image), 224, 224);
    const kept = filter.apply({ shape: 'circle', r1: 16, r2: Number.POSITIVE_INFINITY, areaMatched: true });
    assertNear(await middle(page, 'Low-pass'), bytes(filter.low));
    assertNear(await middle(page, 'High-pass, 0 is gray'), bytes(filter.high.map(value => value + 0.5)));
    assertNear(await middle(page, 'Corrupted'), bytes(filter.low));
    await page.getByText('clamped', { exact: true }).click();
    assertNear(await middle(page, 'High-pass, clamped'), bytes(filter.high));
    await page.getByRole('row', { name: `energy ${percent(kept.withDc)} ${percent(1 - kept.withDc)}` }).waitFor();
    assert.deepEqual(problems, []);
    await close();
  });

  test('a file that cannot be read does not spoil the others', async () => {
    const { page, close } = await open();
    await page.getByRole('listbox', { name: 'Images' }).focus();
    await page.keyboard.press('End');
    await page.getByRole('application', { name: /^Input\. wide\.png/ }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('broken.png cannot be used: the file is truncated or damaged.').waitFor();
    await page.keyboard.press('Home');
    await page.getByRole('application', { name: /^Input\. waves\.png/ }).waitFor();
    await close();
  });

  test('values under the cursor: colours, and what a coefficient is', async () => {
    const { page, close } = await open();
    await cursor(page, 'Input');
    const at = 3 * (112 * 224 + 112);
    const [red, green, blue] = picture(0, 224).data.slice(at, at + 3);
    await page.getByText(`x 112, y 112: RGB ${red}, ${green}, ${blue}`).waitFor();
    await cursor(page, 'Spectrum');
    await page.getByText(/x 112, y 112: constant term \(mean\), ln\(1 \+ \|F\|\) 10\.\d+, phase 0\.000/).waitFor();
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByText(/u 1, v 0 cycles\/image, 1\.0 bins from the middle/).waitFor();
    await close();
  });

  test('what was chosen is there again when the page comes back', async () => {
    const first = await open();
    await inner(first.page).focus();
    await first.page.keyboard.press('Shift+ArrowRight');
    await first.page.getByText('square', { exact: true }).click();
    await first.page.getByRole('button', { name: 'True Size' }).click();
    await first.page.getByRole('option', { name: 'stripes.png' }).click();
    // It is kept a moment after the last change.
    const state = await eventually(first.state, kept => {
      const { image, view } = kept as { image?: string; view?: { mode: string } };
      return image === 'stripes.png' && view?.mode === 'free';
    });
    await first.close();
    const { page, close } = await open({ state });
    await page.getByRole('application', { name: /^Input\. stripes\.png/ }).waitFor();
    assert.equal(await inner(page).getAttribute('aria-valuenow'), '26');
    assert.ok(await page.getByRole('radio', { name: 'square' }).isChecked());
    await close();
  });

  test('pictures are saved pixel for pixel', async () => {
    const { page, close } = await open();
    await page.getByRole('button', { name: 'Save waves.png input as PNG' }).click();
    await page.getByText('waves.png input is saved.').waitFor();
    const [name, size] = await page.evaluate<[string, number[]]>(`(async () => {
      const { name, bytes } = asked.saved[0];
      const picture = await createImageBitmap(new Blob([bytes]));
      return [name, [picture.width, picture.height]];
    })()`);
    assert.deepEqual([name, size], ['waves.png input', [224, 224]]);
    await close();
  });

  const places = {
    'a whole window': [1440, 900],
    'a third of it': [480, 900],
    'a window at 200 %': [720, 450],
  } as const;
  for (const [place, [width, height]] of Object.entries(places)) {
    test(`in ${place} the spectrum and what is made of the image are in one view, and nothing jumps`, async () => {
      const { page, close, screenshot } = await open({ width, height });
      for (const label of ['Spectrum', 'Corrupted', 'Low-pass', 'High-pass, 0 is gray']) {
        const box = (await frame(page, label).boundingBox())!;
        assert.ok(box.y + box.height <= height, `${label} ends at ${Math.round(box.y + box.height)}`);
        assert.ok(box.width >= 80, `${label} is ${Math.round(box.width)} pixels wide`);
      }
      const below = page.getByRole('heading', { name: 'Radial power profile' });
      const before = await below.boundingBox();
      await frame(page, 'Spectrum').hover();
      await page.getByText(/ln\(1 \+ \|F\|\) [\d.]+, phase/).waitFor();
      assert.deepEqual(await below.boundingBox(), before);
      await screenshot(`spectrum-${width}`);
      await close();
    });
  }

  test('spectra zoom together, and images by themselves', async () => {
    const { page, state, close } = await open();
    const zoomOf = async (label: string) => {
      const pane = page.locator('figure', { has: frame(page, label) });
      return /(\d+) %/.exec(await pane.locator('.status').innerText())![1];
    };
    const before = await zoomOf('Input');
    await frame(page, 'Spectrum').focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('+');
    await eventually(
      () => zoomOf('Phase'),
      zoom => Number(zoom) > 150,
    );
    assert.equal(await zoomOf('Spectrum'), await zoomOf('Phase'));
    assert.equal(await zoomOf('Input'), before);
    await eventually(state, kept => {
      const { view, spectrumView } = kept as Record<string, unknown>;
      return JSON.stringify(view) !== JSON.stringify(spectrumView);
    });
    await close();
  });

  for (const theme of webviewThemes) {
    test(`in the theme ${theme}`, async () => {
      const { page, problems, close, screenshot } = await open({ theme });
      await edit(page, { r1: 20, r2: 60 });
      await page.getByText('Shade what is removed').click();
      await settled(page);
      await screenshot(`spectrum-${theme}`);
      assert.deepEqual(problems, []);
      await close();
    });
  }
});
