import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { Traffic } from '../../webview/dev/frame/traffic.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { openPage, type PageOptions, settled } from '../support/webviewPage.js';

/** How long nothing may happen. Here the time is what is asked for: a page that nobody touches is at rest. */
const QUIET_MS = 1000;

interface View {
  page: 'spectrum' | 'run' | 'checkpoint' | 'measurement';
  /** What is seen when it is all there. */
  shown: string | RegExp;
  state?: object;
  fake?: string;
}

const spectrum = (shown: View['shown'], state: object, fake?: string): View => ({
  page: 'spectrum',
  shown,
  state,
  fake,
});
const run = (shown: View['shown'], tab: string, ...runs: string[]): View => ({
  page: 'run',
  shown,
  state: { tab, spectra: true, ...(runs.length > 0 ? { runs } : {}) },
});
const checkpoint = (shown: View['shown'], state: object, fake?: string): View => ({
  page: 'checkpoint',
  shown,
  state,
  fake,
});
const measurement = (shown: View['shown'], state: object, fake?: string): View => ({
  page: 'measurement',
  shown,
  state,
  fake,
});
const look = { query: 'patch', patch: 34, head: 1, spectra: true };

const views: Record<string, View> = {
  'spectrum, an image under the mask of a config': spectrum('Low-pass', { tab: 'image' }),
  'spectrum, an image without a config': spectrum('Low-pass', {}, 'spectrumImages'),
  'spectrum, random draws, wiped and shaded': spectrum(/^Draw 1: /, {
    survivor: 'random',
    wipe: true,
    shade: true,
  }),
  'spectrum, another task': spectrum('Made 8 times smaller and back.', {
    corruption: 'sr',
    takenTasks: 'draw mfm',
  }),
  'spectrum, the mean of a folder': spectrum(/^Mean over 2 images/, { tab: 'folder' }),
  'run, curves': run('Gradient norm', 'curves'),
  'run, curves of two runs': run('Gradient norm', 'curves', 'demo', 'lower-rate'),
  'run, bands': run('Four bands', 'bands'),
  'run, bands of two runs': run('Loss by frequency, runs/demo', 'bands', 'demo', 'lower-rate'),
  'run, samples': run('Spectrum: Input', 'samples'),
  'run, results': run('Settings that differ', 'compare'),
  'run, comparison': run('TRAIN.BASE_LR', 'compare', 'demo', 'lower-rate'),
  'run, one that failed': run('The loss or its gradient is not finite.', 'samples', 'failed'),
  'checkpoint, overview': checkpoint('Architecture', { tab: 'overview' }),
  'checkpoint, a tensor': checkpoint('Standard deviation', {
    tab: 'tensors',
    tensor: 'encoder.blocks.0.attn.qkv.weight',
  }),
  'checkpoint, weights': checkpoint(/^Position/, { tab: 'weights' }),
  'checkpoint, difference': checkpoint('TRAIN.EPOCHS', {
    tab: 'difference',
    other: { id: 'epoch-30', label: 'epoch-0030-step-001200.safetensors' },
  }),
  'checkpoint, reconstruction': checkpoint(/^Restored · /, { tab: 'reconstruction', look }),
  'checkpoint, reconstruction from a blurred image': checkpoint(/^Blurred \(Gaussian/, {
    tab: 'reconstruction',
    look: { ...look, tasks: ['deblur'] },
  }),
  'checkpoint, attention': checkpoint(/^Query row 5, column 3/, { tab: 'attention', look }),
  'checkpoint, attention in windows': checkpoint(/^Query row/, { tab: 'attention', look }, 'checkpointSwin'),
  'checkpoint, features': checkpoint(/^Patch at row 5, column 3/, { tab: 'features', look }),
  'checkpoint, features of convolutions': checkpoint(/^Patch at row/, { tab: 'features', look }, 'checkpointResnet'),
  'measurement, corruptions of two': measurement('Mean over 15 corruptions', { others: ['weaker'] }),
  'measurement, what the model sees': measurement('23 of 24 recognised', {
    tab: 'seen',
    gallery: { severity: 1, radius: 4 },
  }),
  'measurement, Fourier heat maps': measurement(/^Error in %/, { tab: 'fourier' }),
  'measurement, accuracy': measurement('Top-1 accuracy', {}, 'measurementAccuracy'),
  'measurement, probes': measurement('Top-1 accuracy by layer', { others: ['layer4'] }, 'measurementProbe'),
  'measurement, segmentation': measurement('Pixel accuracy', {}, 'measurementSegmentation'),
  'checkpoint, a model that cannot be run': checkpoint(/^MODEL\.DROP_RATE/, { tab: 'features' }, 'checkpointNoModel'),
};

describe('pages at rest', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  for (const [name, view] of Object.entries(views)) {
    test(`${name}: once it is there, nothing is asked for, kept or drawn any more`, async () => {
      const { page, close } = await openAndSettle(browser, view);
      const before = await done(page);
      await page.waitForTimeout(QUIET_MS);
      const now = await done(page);
      assert.deepEqual(now.calls.slice(before.calls.length), []);
      assert.equal(now.kept, before.kept, 'how often the state was kept');
      // Runs are reported again and again, so that their pages are drawn again.
      if (view.page !== 'run') assert.equal(now.drawn, before.drawn, 'how often something was drawn');
      await close();
    });
  }

  test('a config in which something else is typed: the images are not asked for again', async () => {
    for (const view of [
      views['spectrum, an image under the mask of a config']!,
      views['spectrum, the mean of a folder']!,
    ]) {
      const { page, close } = await openAndSettle(browser, view);
      const before = await done(page);
      await page.evaluate('change(structuredClone(shown()))');
      await settled(page);
      assert.deepEqual((await done(page)).calls.slice(before.calls.length), []);
      await close();
    }
  });
});

async function openAndSettle(browser: Browser, { page: name, shown, state, fake }: View) {
  const options: PageOptions = { state, fake, height: 1000, before: countDrawing };
  const opened = await openPage(browser, name, options);
  const { page } = opened;
  await page.getByText(shown).first().waitFor();
  // Bands of many samples are computed bit by bit.
  await page.getByText('computed so far').waitFor({ state: 'detached' });
  // The library of charts is loaded with the first one.
  await page.locator('[aria-roledescription="chart"]:not(:has(.uplot))').first().waitFor({ state: 'detached' });
  await settled(page);
  return opened;
}

function done(page: Page): Promise<Pick<Traffic, 'calls' | 'kept'> & { drawn: number }> {
  return page.evaluate('({ ...mfmTraffic, drawn })');
}

/** Before the page's own scripts: every canvas counts what is drawn on it. */
const countDrawing = `
  globalThis.drawn = 0;
  for (const name of ['putImageData', 'drawImage', 'clearRect', 'stroke', 'fill']) {
    const draw = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...what) {
      globalThis.drawn++;
      return draw.apply(this, what);
    };
  }
`;
