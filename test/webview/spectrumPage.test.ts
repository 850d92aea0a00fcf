import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { superResolve } from '../../extension/engine/corruption/superResolution.js';
import { toPlanar } from '../../extension/engine/data/image.js';
import { shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { energyRadius } from '../../extension/engine/inspect/spectrum/energyRadius.js';
import { keptEnergy } from '../../extension/engine/inspect/spectrum/keptEnergy.js';
import { imageSpectrum, MeanSpectrum } from '../../extension/engine/inspect/spectrum/meanSpectrum.js';
import { radialProfile } from '../../extension/engine/inspect/spectrum/radialProfile.js';
import { psnr } from '../../extension/engine/pictures/psnr.js';
import { percent } from '../../extension/engine/text/format.js';
import type { ConfigMask, MaskRadii, SpectrumSubject } from '../../extension/protocol/spectrumPage.js';
import { meanSpectrum } from '../../extension/worker/methods/meanSpectrum.js';
import { picture } from '../../webview/dev/spectrum/pictures.js';
import { BandFilter } from '../../webview/spectrum/bandFilter.js';
import { paperSettings } from '../../webview/spectrum/degraded.js';
import { eventually } from '../support/patience.js';
import { root } from '../support/root.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { webviewThemes } from '../support/webviewDocument.js';
import { type OpenPage, openPage, type PageOptions } from '../support/webviewPage.js';
import { callContext } from '../support/workerCalls.js';

/** Large enough for pictures at true size. */
const SIZE = { width: 1400, height: 1000 };

describe('the spectrum page', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  async function open(options: PageOptions = {}): Promise<OpenPage> {
    const opened = await openPage(browser, 'spectrum', { ...SIZE, ...options });
    await inner(opened.page).waitFor();
    await settled(opened.page);
    return opened;
  }

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

  test('pictures are saved pixel for pixel', async () => {
    const { page, close } = await open();
    await page.getByRole('button', { name: 'Save waves.png input as PNG' }).click();
    await page.getByText('waves.png input is saved.').waitFor();
    const [name, size] = await page.evaluate<[string, number[]]>(`(async () => {
      const { name, png } = asked.saved[0];
      const picture = await createImageBitmap(new Blob([png]));
      return [name, [picture.width, picture.height]];
    })()`);
    assert.deepEqual([name, size], ['waves.png input', [224, 224]]);
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

const inner = (page: Page) => page.getByRole('slider', { name: 'Inner radius r1' });
const outer = (page: Page) => page.getByRole('slider', { name: 'Outer radius r2' });
const frame = (page: Page, label: string) => page.getByRole('application', { name: new RegExp(`^${label}\\.`) });

/** What is asked for by now has been drawn. */
async function settled(page: Page): Promise<void> {
  await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

/** Somebody types another mask into the config. */
async function edit(page: Page, mask: Partial<ConfigMask> & MaskRadii): Promise<void> {
  const config: SpectrumSubject['config'] = {
    ...{ name: 'demo.yaml', size: 224, sampleRatio: 0.5, seed: 0, masked: true, tiles: 1 },
    ...{ shape: 'circle', areaMatched: false, tasks: ['mfm'], mode: 'draw', degradation: paperSettings },
    ...mask,
  };
  const images = ['waves.png', 'stripes.png'].map((name, id) => ({ id, name }));
  const subject: SpectrumSubject = { images, folders: [], notes: [], config };
  await page.evaluate(`change(${JSON.stringify(subject)})`);
}

async function drag(page: Page, handle: Locator, way: number): Promise<void> {
  const box = (await handle.locator('.grip').boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + way / 2, y - way / 2, { steps: 5 });
  await page.mouse.up();
}

/** Puts the keyboard's cursor on the middle of a picture. */
async function cursor(page: Page, label: string): Promise<void> {
  await frame(page, label).focus();
  for (const key of ['Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowLeft']) await page.keyboard.press(key);
}

/** The colour of the picture's pixel (112, 112), which stands in the pane's middle, as it is drawn. */
function middle(page: Page, label: string): Promise<number[]> {
  return colourInMiddle(page, frame(page, label));
}

async function colourInMiddle(page: Page, pane: Locator): Promise<number[]> {
  await settled(page);
  const canvas = pane.locator('canvas');
  return canvas.evaluate(element => {
    const { width, height, getContext } = element as unknown as CanvasLike;
    const context = getContext.call(element, '2d');
    return [...context.getImageData(Math.floor(width / 2), Math.floor(height / 2), 1, 1).data].slice(0, 3);
  });
}

interface CanvasLike {
  width: number;
  height: number;
  getContext(kind: '2d'): { getImageData(...box: number[]): { data: Uint8ClampedArray } };
}

/** The same pixel of planar values in [0, 1], clamped. */
function bytes(planar: Float32Array): number[] {
  return [0, 1, 2].map(c => {
    const value = planar[(c * 224 + 112) * 224 + 112]!;
    return Math.round(255 * Math.min(1, Math.max(0, value)));
  });
}

/** A canvas rounds halves its own way. */
function assertNear(actual: number[], expected: number[]): void {
  const isNear = actual.every((value, i) => Math.abs(value - expected[i]!) <= 1);
  assert.ok(isNear, `${actual.join()} is not ${expected.join()}`);
}

/** A pane of an odd width has another pixel next to (112, 112) in its middle. */
function assertAmid(actual: number[], planar: Float32Array): void {
  const places = [111, 112, 113].flatMap(y => [111, 112, 113].map(x => y * 224 + x));
  const colours = places.map(at => [0, 1, 2].map(c => Math.round(255 * planar[c * 224 * 224 + at]!)));
  const isNear = colours.some(colour => colour.every((value, i) => Math.abs(value - actual[i]!) <= 1));
  assert.ok(isNear, `${actual} is none of ${colours.join(' | ')}`);
}
