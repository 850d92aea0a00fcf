import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { energyRadius } from '../../extension/engine/inspect/spectrum/energyRadius.js';
import { keptEnergy } from '../../extension/engine/inspect/spectrum/keptEnergy.js';
import { imageSpectrum, MeanSpectrum } from '../../extension/engine/inspect/spectrum/meanSpectrum.js';
import { radialProfile } from '../../extension/engine/inspect/spectrum/radialProfile.js';
import { percent } from '../../extension/engine/text/format.js';
import { meanSpectrum } from '../../extension/worker/methods/meanSpectrum.js';
import { picture } from '../../webview/dev/spectrum/pictures.js';
import { root } from '../support/root.js';
import { frame, openSpectrum, settled } from '../support/spectrumPanes.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { webviewThemes } from '../support/webviewDocument.js';
import type { PageOptions } from '../support/webviewPage.js';
import { callContext } from '../support/workerCalls.js';

describe('mean spectra of a folder', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  const open = (options: PageOptions = {}) => openSpectrum(browser, options);

  test('a folder’s mean spectra by class, with what could not be used', async () => {
    const { page, problems, close, screenshot } = await open();
    await page.getByRole('tab', { name: 'Folder mean' }).click();
    await page.getByText('Mean over 2 images spread evenly over 40 images and 2 of 5 classes').waitFor();
    await page.getByRole('application', { name: /^stripes \(1\)\. Mean log-magnitude/ }).waitFor();
    await page.getByText('1 file could not be used').click();
    await page.getByText('broken.png: the file is truncated or damaged').waitFor();
    assert.deepEqual(problems, []);
    await page.getByText('1 file could not be used').click();
    await screenshot('spectrum-folder');
    await close();
  });

  test('beside a folder’s mean stand its own numbers, not those of the image before', async () => {
    const { page, problems, close } = await open({ fake: 'spectrumFolder' });
    await page.getByText('14 bins = 14 cycles/image = 0.04667 across, 0.07 down cycles/pixel').waitFor();
    await page.getByRole('tab', { name: 'Folder mean' }).click();
    await page.getByText('each as a square of 64 pixels; none is scaled up.').waitFor();
    await page.getByText('14 bins = 14 cycles/image = 0.2188 cycles/pixel').waitFor();
    await page.getByText('64 x 64 pixels, the mean of 2 images.').waitFor();
    assert.equal(await page.getByRole('slider', { name: 'r1' }).getAttribute('max'), '31');
    const mean = new MeanSpectrum(64);
    for (const place of [0, 1]) mean.add(imageSpectrum(picture(place, 64)));
    const mask = shapedMask(64, 64, { shape: 'circle', r1: 14, r2: Number.POSITIVE_INFINITY, areaMatched: false });
    const { withDc } = keptEnergy(mean.result().power, mask, 64, 64);
    await page.getByRole('row', { name: `energy ${percent(withDc)} ${percent(1 - withDc)}` }).waitFor();
    const kept = mask.reduce((sum, value) => sum + value, 0);
    await page.getByRole('row', { name: new RegExp(`of 4[,.\\s]?096 coefficients ${kept}`) }).waitFor();
    assert.deepEqual(problems, []);
    await close();
  });

  test('a radius found on a folder is written to a config that is chosen, and it is said what another size means', async () => {
    const { page, problems, close } = await open({ fake: 'spectrumFolder' });
    await page.getByRole('tab', { name: 'Folder mean' }).click();
    await page.getByRole('button', { name: /^Use \d+ bins/ }).click();
    const radius = Number(await page.getByRole('spinbutton', { name: 'r1' }).inputValue());
    await page.getByRole('button', { name: 'Write to Config …' }).click();
    await page.getByText(`r1 ${radius} is written to chosen.yaml.`).waitFor();
    await page.getByText('It trains at 224 pixels and this is measured at 64: bins are cycles per image').waitFor();
    const written = [{ r1: radius, r2: null, shape: 'circle', areaMatched: false }];
    assert.deepEqual(await page.evaluate('asked.written'), written);
    assert.deepEqual(problems, []);
    await close();
  });

  test('a folder of small images under a config of larger ones: at their own size, with radii of the config', async () => {
    const before = `globalThis.madeSpectra = ${await madeSpectra(32)}`;
    const { page, problems, close } = await open({ before });
    await page.getByRole('tab', { name: 'Folder mean' }).click();
    await page.getByText('each as a square of 32 pixels; none is scaled up. Training scales them up to 224').waitFor();
    await page.getByText('16 bins = 16 cycles/image = 0.07143 cycles/pixel').waitFor();
    assert.equal(await page.getByRole('slider', { name: 'r1' }).getAttribute('max'), '111');
    await page.getByText('32 x 32 pixels, the mean of 12 images.').waitFor();
    assert.equal(await page.getByText('Write to Config …').count(), 0, 'the config has its button above');
    assert.deepEqual(problems, []);
    await close();
  });

  for (const theme of webviewThemes) {
    test(`a folder of small photographs in the theme ${theme}`, async () => {
      const before = `globalThis.madeSpectra = ${await madeSpectra(32)}`;
      const { page, problems, close, screenshot } = await open({ fake: 'spectrumFolder', theme, before });
      await page.getByRole('tab', { name: 'Folder mean' }).click();
      await frame(page, 'texture \\(3\\)').waitFor();
      await settled(page);
      await screenshot(`spectrum-folder-small-${theme}`);
      assert.deepEqual(problems, []);
      await close();
    });
  }

  test('the radius that a share of a folder’s energy asks for becomes that of the mask', async () => {
    const { page, problems, close } = await open();
    await page.getByRole('tab', { name: 'Folder mean' }).click();
    const share = page.getByRole('slider', { name: 'Energy inside the radius' });
    await share.focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    const stripes = imageSpectrum(picture(1, 224)).power;
    const { radius } = energyRadius(radialProfile(stripes, 224, 224), 224, 0.95);
    assert.equal(radius, 91, 'the finer stripes have 90 cycles');
    await page.getByRole('row', { name: new RegExp(`^stripes 1 .* ${radius} bins$`) }).waitFor();
    const all = await page
      .getByRole('row', { name: /^all images/ })
      .getByRole('cell')
      .last()
      .innerText();
    await page.getByRole('button', { name: `Use ${all}` }).click();
    assert.equal(`${await page.getByRole('spinbutton', { name: 'r1' }).inputValue()} bins`, all);
    const kept = await page
      .getByRole('row', { name: /^all images/ })
      .getByRole('cell')
      .nth(2)
      .innerText();
    assert.ok(Number.parseFloat(kept) >= 95, kept);
    assert.deepEqual(problems, []);
    await close();
  });
});

/** Mean spectra of some of the example photographs as small as this, by class: an expression for a page. */
async function madeSpectra(side: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mfm-small-'));
  try {
    for (const name of ['animals', 'fish', 'scenery', 'texture']) {
      await mkdir(join(folder, name));
      const photos = (await readdir(join(root, 'examples/photos', name))).slice(0, 3);
      for (const photo of photos) {
        const small = sharp(join(root, 'examples/photos', name, photo)).resize(side, side, { fit: 'cover' });
        await small.png().toFile(join(folder, name, `${photo}.png`));
      }
    }
    const { groups, ...rest } = await meanSpectrum({ folder, most: 224 }, callContext());
    const texts = groups.map(({ logMagnitude, power, ...group }) => {
      const maps = `logMagnitude: Float32Array.of(${logMagnitude.join()}), power: Float64Array.of(${power.join()})`;
      return `{ ...${JSON.stringify(group)}, ${maps} }`;
    });
    return `({ ...${JSON.stringify(rest)}, groups: [${texts.join()}] })`;
  } finally {
    await rm(folder, { recursive: true });
  }
}
