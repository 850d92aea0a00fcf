import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { alexNet } from '../../extension/engine/robustness/meanCorruptionError.js';
import type { RobustnessMeasurement, SegmentationMeasurement } from '../../extension/protocol/measurement.js';
import { placeOf, shareColours } from '../../webview/classes/confusionMatrix.js';
import { fakeAccuracy } from '../../webview/dev/measurement/fakeAccuracy.js';
import { fakeFiles } from '../../webview/dev/measurement/fakeFiles.js';
import { corruptionRows } from '../../webview/measurement/robustness/corruptionRows.js';
import { fourierMap } from '../../webview/measurement/robustness/fourierMaps.js';
import { scoreOf } from '../../webview/measurement/robustness/score.js';
import { eventually } from '../support/patience.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { webviewThemes } from '../support/webviewDocument.js';
import { type OpenPage, openPage, type PageOptions, settled } from '../support/webviewPage.js';
import { calls } from './runPixels.js';

const [own, other] = ['epoch-0020-step-002000', 'epoch-0005-step-000500'];
const robust = fakeFiles['robust']!.measurement as RobustnessMeasurement;
const weaker = fakeFiles['weaker']!.measurement as RobustnessMeasurement;

describe('the page of a measurement', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  async function on(options: PageOptions, body: (open: OpenPage) => Promise<void>) {
    const open = await openPage(browser, 'measurement', options);
    await body(open);
    assert.deepEqual(open.problems, []);
    await open.close();
  }

  const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click();
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const asked = (page: Page, method: string) =>
    eventually(
      () => calls(page, method),
      all => all.length > 0,
    );

  test('robustness: the headline, and corruptions by severity in the colours of what is left', async () => {
    await on({}, async ({ page }) => {
      await page.getByRole('heading', { name: `Robustness: ${own}` }).waitFor();
      const rows = corruptionRows(robust.rows);
      const score = scoreOf(rows, alexNet);
      assert.ok('mce' in score);
      const headline = page.locator('main dl').first();
      for (const text of [
        'Clean top-1',
        '86.00 %',
        'Mean over 15 corruptions',
        'mCE',
        score.mce.toFixed(1),
        'Under PGD',
      ])
        assert.ok((await headline.innerText()).includes(text), text);
      const table = page.getByRole('table', { name: /^Top-1 accuracy in percent under corruptions/ });
      const fog = rows.find(({ id }) => id === 'fog')!;
      const cells = table.getByRole('row', { name: /^Fog/ }).getByRole('cell');
      const texts = [...fog.top1, fog.mean].map(value => value!.toFixed(1));
      assert.deepEqual(await cells.allInnerTexts(), [...texts, score.ce['fog']!.toFixed(1)]);
      const colours = await cells.evaluateAll(all => all.map(one => (one as unknown as Styled).style.background));
      const expected = [...fog.top1, fog.mean].map(value => rgb(shareColours(value! / 100).background));
      assert.deepEqual(colours, [...expected, '']);
      assert.equal(await page.getByRole('application', { name: /: top-1 accuracy by severity$/ }).count(), 5);
    });
  });

  test('one that was interrupted says so and goes on; its checkpoint opens', async () => {
    await on({ fake: 'measurementInterrupted' }, async ({ page }) => {
      await page.getByText('This measurement was interrupted').waitFor();
      await page.getByText('Mean over 7 corruptions').waitFor();
      await button(page, 'Continue').click();
      assert.deepEqual(await asked(page, 'goOn'), [{ measurement: 'interrupted' }]);
      await button(page, 'Open Checkpoint').click();
      assert.deepEqual(await asked(page, 'openCheckpoint'), [{ measurement: 'interrupted' }]);
    });
  });

  test('another is added, one is the baseline of the other, and it is removed again', async () => {
    await on({ before: "globalThis.chosenOthers = ['weaker', 'accuracy']" }, async ({ page, state }) => {
      await button(page, 'Compare with …').click();
      const table = page.getByRole('table', { name: 'Figures' });
      assert.deepEqual(await asked(page, 'chooseOthers'), [{ others: [] }]);
      await table.waitFor();
      assert.deepEqual(await headings(table), [own, other], 'of the same kind alone');
      assert.match(await table.getByRole('row', { name: /^Clean top-1/ }).innerText(), /★\s+86\.00 %\s+70\.00 %/);
      assert.equal(await page.getByRole('table', { name: /under corruptions/ }).count(), 2);
      assert.equal(await page.getByRole('application', { name: /: top-1 accuracy by severity$/ }).count(), 20);
      await page.getByRole('combobox', { name: 'CE relative to' }).click();
      await page.getByRole('option', { name: other }).click();
      const score = scoreOf(corruptionRows(robust.rows), {
        name: '',
        errors: errorsOf(corruptionRows(weaker.rows)),
      });
      assert.ok('mce' in score && score.mce < 100);
      assert.match(
        await table.getByRole('row', { name: /^mCE/ }).innerText(),
        new RegExp(`★\\s+${score.mce.toFixed(1).replace('.', '\\.')}\\s+100\\.0`),
      );
      assert.deepEqual(
        (({ others, baseline }) => ({ others, baseline }))((await state()) as { others: string[]; baseline: string }),
        { others: ['weaker', 'accuracy'], baseline: 'weaker' },
      );
      await button(page, `Remove ${other} from this page`).click();
      await table.waitFor({ state: 'detached' });
      await page.reload();
      await page.getByText('Mean over 15 corruptions').waitFor();
      assert.equal(await table.count(), 0, 'and it stays away');
    });
  });

  test('attacks, filters and maps of two stand beside each other, maps on one scale', async () => {
    await on({ state: { others: ['weaker'], tab: 'attacks' }, height: 1000 }, async ({ page }) => {
      const grid = page.getByRole('grid', { name: 'Attacks' });
      assert.match(await grid.getByRole('row', { name: /^PGD/ }).innerText(), /10\.50 %\s+8\.50 %/);
      await tab(page, 'Frequency filters');
      const chart = page.getByRole('application', { name: /^Low-pass: / });
      await chart.waitFor();
      await page.getByRole('application', { name: /^High-pass: / }).waitFor();
      await tab(page, 'Fourier heat map');
      const maps = page.getByRole('application', { name: /Errors between 0 and 80 % by frequency/ });
      assert.equal(await maps.count(), 2);
      const box = (await maps.nth(1).boundingBox())!;
      await page.mouse.move(box.x + (box.width * 7.5) / 15, box.y + (box.height * 2.5) / 15);
      const { errors, size } = fourierMap(weaker);
      await page.getByText(`-22 down, 0 across: ${errors[2 * size + 7]!.toFixed(1)} %`).waitFor();
    });
  });

  test('the gallery shows what the model got and said, asks for what changes alone, and opens the image', async () => {
    await on({ state: { tab: 'seen', gallery: { place: 1 } }, height: 1000 }, async ({ page, state }) => {
      await page.getByText('2 of 5', { exact: true }).waitFor();
      await settled(page);
      const tile = (name: string) => page.locator('figure', { hasText: name });
      assert.match(await tile('Clean').innerText(), /✓\s+tools 86 %/);
      assert.match(await tile('PGD').innerText(), /✗\s+birds 13 %/);
      assert.equal(await tile('PGD').getByRole('img', { name: 'wrong' }).count(), 1);
      const first = await calls(page, 'seen');
      assert.equal(first.length, 1);
      assert.equal((first[0]!['conditions'] as unknown[]).length, 24);
      await page.getByRole('slider', { name: 'Severity' }).fill('5');
      await settled(page);
      const [, next] = await calls(page, 'seen');
      const conditions = next!['conditions'] as { kind: string; severity: number }[];
      assert.ok(conditions.length === 19 && conditions.every(one => one.kind === 'corruption' && one.severity === 5));
      assert.match(await tile('Fog').innerText(), /✗\s+birds/);
      await page.getByRole('slider', { name: 'Severity' }).fill('3');
      await page.getByText('✓ tools 48 %').first().waitFor();
      assert.equal((await calls(page, 'seen')).length, 2, 'what was seen is kept');
      await button(page, 'tools/1.png').click();
      assert.deepEqual(await asked(page, 'openSeen'), [{ measurement: 'robust', place: 1 }]);
      await button(page, 'tools/1.png').press('ArrowRight');
      await page.getByText('3 of 5', { exact: true }).waitFor();
      await page.getByText('shows birds').waitFor();
      await button(page, 'Choose Image …').click();
      await page.getByText('4 of 5', { exact: true }).waitFor();
      assert.equal(((await state()) as { gallery: { place: number } }).gallery.place, 3);
    });
  });

  test('the gallery waits for trust, and says so', async () => {
    await on({ state: { tab: 'seen' }, before: 'globalThis.isUntrusted = true' }, async ({ page }) => {
      await page.getByText('The model is run once you trust this workspace.').waitFor();
    });
  });

  test('accuracy: confused images and unusable files open by their places', async () => {
    await on({ fake: 'measurementAccuracy', height: 1000 }, async ({ page }) => {
      const found = fakeAccuracy('', 7, 6);
      await page
        .getByText(`${found.top1.toFixed(2)} %`)
        .first()
        .waitFor();
      await page.getByRole('gridcell', { name: /^fish taken for tools: / }).click();
      await button(page, 'fish/1-0.png').click();
      const pair = placeOf(found, { label: 0, answer: 1 });
      assert.deepEqual(await asked(page, 'openConfused'), [{ measurement: 'accuracy', version: '1', pair, place: 0 }]);
      await button(page, 'fish/1-1.png').click();
      await page.getByText('There is no file /photos/b.png any more.').waitFor();
      await page.getByText('2 files could not be used.').click();
      await page.getByRole('row', { name: /^tools\/gone\.jpg/ }).click();
      assert.deepEqual(await asked(page, 'openUnusable'), [{ measurement: 'accuracy', version: '1', place: 1 }]);
    });
  });

  test('accuracy of two: classes by how much they differ, and both matrices', async () => {
    await on({ fake: 'measurementAccuracy', state: { others: ['earlier'] }, height: 1000 }, async ({ page }) => {
      const grid = page.getByRole('grid', { name: 'Classes', exact: true });
      assert.match(await grid.getByRole('row').nth(1).innerText(), /fish\s+50\.00 %\s+25\.00 %\s+25\.00/);
      assert.equal(await page.getByRole('grid', { name: 'Confusion matrix: 7 classes' }).count(), 2);
    });
    await on({ fake: 'measurementMany' }, async ({ page }) => {
      await page.getByRole('grid', { name: 'Most frequent confusions' }).waitFor();
    });
  });

  test('a probe in words and numbers; several over layers, or over labels', async () => {
    await on({ fake: 'measurementProbe' }, async ({ page }) => {
      await page
        .getByText('A linear classifier tells 10 classes by frozen features: mean of the patches, output.')
        .waitFor();
      await page.getByText('photos/train (400 images)').waitFor();
      const draws = page.getByRole('grid', { name: 'Draws' });
      assert.match(await draws.getByRole('row').nth(2).innerText(), /1\s+400\s+200\s+90\.29 %\s+100\.00 %\s+0\.01/);
      assert.match(await draws.getByRole('row').last().innerText(), /mean ± spread\s+90\.29 ± 1\.50 %/);
      assert.equal(await page.getByRole('application').count(), 0);
    });
    await on({ fake: 'measurementProbe', state: { others: ['layer4', 'layer8'] } }, async ({ page }) => {
      await page.getByRole('application', { name: 'Top-1 accuracy by layer' }).waitFor();
      const table = page.getByRole('table', { name: 'Figures' });
      assert.deepEqual(await headings(table), ['output', 'layer 4 (blocks.3)', 'layer 8 (blocks.7)']);
    });
    await on({ fake: 'measurementProbe', state: { others: ['labels1', 'labels10'] } }, async ({ page }) => {
      await page.getByRole('application', { name: 'Top-1 accuracy by labels' }).waitFor();
    });
  });

  test('segmentation: a class, its worst images, and what the network makes of them', async () => {
    const found = fakeFiles['pixels']!.measurement as SegmentationMeasurement;
    const options = { fake: 'measurementSegmentation', height: 1000 };
    await on(options, async ({ page, state }) => {
      await page.getByRole('heading', { name: `Segmentation: ${own}` }).waitFor();
      await page.getByText(`${found.miou.toFixed(2)} %`).waitFor();
      await page.getByRole('row', { name: /^wall/ }).click();
      const { path } = found.classes[2]!.worst[1]!;
      await button(page, path).click();
      await page.getByRole('application', { name: /^Prediction/ }).waitFor();
      const place = { measurement: 'pixels', version: '1', class: 2, place: 1 };
      assert.deepEqual(await asked(page, 'segmented'), [place]);
      await button(page, path).click();
      assert.deepEqual(await asked(page, 'openSegmented'), [place]);
      await page.getByRole('slider', { name: 'Opacity' }).press('End');
      await eventually(state, kept => (kept as { opacity?: number }).opacity === 1);
      await button(page, 'Next').click();
      await page.getByText('There is no file /photos/c.jpg any more.').waitFor();
      await button(page, 'Back to Classes').click();
      await page.getByRole('grid', { name: 'Classes', exact: true }).waitFor();
    });
    await on({ ...options, state: { others: ['pixels-early'] } }, async ({ page }) => {
      const grid = page.getByRole('grid', { name: 'Classes', exact: true }).first();
      assert.match(await grid.getByRole('row').nth(1).innerText(), /\d\.\d\d %\s+\d+\.\d\d %\s+10\.00/);
    });
  });

  test('a file that cannot be read says why', async () => {
    await on({ fake: 'measurementBroken' }, async ({ page }) => {
      await page.getByRole('heading', { name: 'This file cannot be opened' }).waitFor();
      await page.getByText('is damaged or no measurement of mfm').waitFor();
    });
  });

  for (const theme of webviewThemes) {
    test(`every view in the ${theme} theme`, async () => {
      const views: [name: string, fake: string, state: object, shown: string][] = [
        ['corruptions', 'measurement', { tab: 'corruptions' }, 'Saturate'],
        ['corruptions-two', 'measurement', { tab: 'corruptions', others: ['weaker'] }, 'Saturate'],
        ['attacks', 'measurement', { tab: 'attacks' }, '75.50 points'],
        ['filters', 'measurement', { tab: 'filters', others: ['weaker'] }, 'radius'],
        ['fourier', 'measurement', { tab: 'fourier', others: ['weaker'] }, `${own} · clean 14.0 %`],
        ['seen', 'measurement', { tab: 'seen' }, '20 of 24 recognised'],
        ['interrupted', 'measurementInterrupted', {}, 'Zoom blur'],
        ['accuracy', 'measurementAccuracy', {}, 'Confusion matrix'],
        ['accuracy-two', 'measurementAccuracy', { others: ['earlier'] }, 'Best − worst'],
        ['segmentation', 'measurementSegmentation', {}, 'Pixel accuracy'],
        ['segmentation-two', 'measurementSegmentation', { others: ['pixels-early'] }, 'Best − worst'],
        ['probe', 'measurementProbe', {}, 'mean ± spread'],
        ['probe-three', 'measurementProbe', { others: ['layer4', 'layer8'] }, 'mean ± spread'],
      ];
      for (const [name, fake, state, shown] of views) {
        await on({ theme, fake, state, height: 1200 }, async ({ page, screenshot }) => {
          await page.getByText(shown).first().waitFor();
          await settled(page);
          await screenshot(`measurement-${name}-${theme}`);
        });
      }
    });
  }
});

async function headings(table: Locator): Promise<string[]> {
  return (await table.getByRole('columnheader').allInnerTexts()).map(text => text.trim());
}

interface Styled {
  style: { background: string };
}

/** The mean error over the severities, from 0 to 1. */
function errorsOf(rows: ReturnType<typeof corruptionRows>): Record<string, number> {
  return Object.fromEntries(rows.map(({ id, mean }) => [id, 1 - mean! / 100]));
}

/** As a browser writes a colour. */
function rgb(colour: string): string {
  return colour.replace(/(\d) (?=\d)/g, '$1, ');
}
