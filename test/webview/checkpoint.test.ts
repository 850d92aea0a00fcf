import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { positionSimilarity } from '../../extension/engine/inspect/weights/positionSimilarity.js';
import { significant } from '../../extension/engine/text/format.js';
import { ownFile } from '../../webview/dev/checkpoint/files.js';
import { gaborFilters, positionTables, tensorDetails } from '../../webview/dev/checkpoint/values.js';
import { eventually } from '../support/patience.js';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { webviewThemes } from '../support/webviewDocument.js';
import { openPage, tabNames } from '../support/webviewPage.js';

const qkv = 'encoder.blocks.1.attn.qkv.weight';

/** What the page asked the stand-in for. */
function asked(page: Page): Promise<[call: string, params: unknown][]> {
  return page.evaluate(() => (globalThis as unknown as { asked: [string, unknown][] }).asked);
}

const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click();
const rowCount = (page: Page) => page.getByRole('grid', { name: 'Tensors' }).getAttribute('aria-rowcount');
const tree = (page: Page) => page.getByRole('treegrid', { name: 'Tensors' });

describe('the page of a checkpoint', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  for (const theme of webviewThemes) {
    test(`every tab in the ${theme} theme, without a problem`, async () => {
      const { page, problems, screenshot, close } = await openPage(browser, 'checkpoint', { theme });
      await page.getByText('12 encoder blocks', { exact: true }).waitFor();
      await screenshot(`checkpoint-overview-${theme}`);
      await tab(page, 'Tensors');
      await tree(page)
        .getByRole('row', { name: /^pos_embed/ })
        .click();
      await page.getByRole('img', { name: /^Histogram/ }).waitFor();
      await screenshot(`checkpoint-tensors-${theme}`);
      await tab(page, 'Weights');
      await page.getByRole('heading', { name: 'Position embeddings' }).waitFor();
      await screenshot(`checkpoint-weights-${theme}`);
      await tab(page, 'Difference');
      await page.getByText('Choose a Checkpoint').click();
      await page.getByRole('heading', { name: 'Settings that differ' }).waitFor();
      await screenshot(`checkpoint-difference-${theme}`);
      assert.deepEqual(problems, []);
      await close();
    });
  }

  test('the overview shows the numbers of the header, and its neighbours open', async () => {
    const { page, close } = await openPage(browser, 'checkpoint');
    await page.getByText('21 970 344 in 189 tensors').waitFor();
    const { parameters, tensors } = ownFile();
    assert.equal(parameters, 21_970_344);
    assert.equal(tensors.filter(({ part }) => part === 'model').length, 189);
    await page.getByText('Open Next').click();
    await page.waitForFunction(() => (globalThis as unknown as { asked: unknown[] }).asked.length > 0);
    assert.deepEqual(await asked(page), [['openSibling', { id: 'epoch-150' }]]);
    await page.getByText('TRAIN', { exact: false }).first().click();
    assert.ok(
      await page.getByRole('group', { name: /Patch embedding: 196 patches of 16 × 16, 768 → 384, 295 296/ }).count(),
    );
    await close();
  });

  test('search narrows the table; a tensor is read when it is chosen, and not before', async () => {
    const { page, state, close } = await openPage(browser, 'checkpoint', { state: { tab: 'tensors', flat: true } });
    assert.equal(await rowCount(page), '190');
    await page.getByRole('textbox', { name: 'Search' }).fill('blocks.1. qkv');
    await page.getByText('1 of 567 tensors').waitFor();
    assert.deepEqual(await asked(page), []);
    await page.getByRole('row', { name: new RegExp(qkv) }).click();
    const details = tensorDetails(ownFile().tensors.find(({ name }) => name === qkv)!);
    await page.getByText(significant(details.statistics.std), { exact: true }).waitFor();
    for (const value of [details.statistics.min, details.statistics.max, details.statistics.mean]) {
      assert.ok(await page.getByRole('definition').getByText(significant(value), { exact: true }).count());
    }
    const bars = await page.locator('svg .bar').evaluateAll(all => all.map(bar => Number(bar.getAttribute('height'))));
    const highest = Math.max(...details.histogram.counts);
    for (const [i, count] of details.histogram.counts.entries()) {
      assert.ok(Math.abs(bars[i]! - (120 * count) / highest) < 1e-6);
    }
    assert.deepEqual(await asked(page), [['tensor', { name: qkv }]]);
    const kept = (await state()) as { search: string; tensor: string };
    assert.deepEqual([kept.search, kept.tensor], ['blocks.1. qkv', qkv]);
    await page.reload();
    await page.getByText('1 of 567 tensors').waitFor();
    await page.getByText(significant(details.statistics.std), { exact: true }).waitFor();
    await close();
  });

  test('a part of the architecture leads to its tensors, as a tree that the keyboard opens and closes', async () => {
    const { page, state, screenshot, close } = await openPage(browser, 'checkpoint');
    await page.getByRole('button', { name: 'Show the tensors of Patch embedding' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Only: Patch embedding').waitFor();
    await page.getByText('2 of 567 tensors').waitFor();
    await tree(page)
      .getByRole('row', { name: /encoder\.patch_embed\.proj/ })
      .waitFor();
    await screenshot('checkpoint-tensors-of-part');
    await page.getByText('Show all').click();
    await page.getByText('189 of 567 tensors').waitFor();
    const total = async () => Number(await tree(page).getAttribute('aria-rowcount'));
    const closed = await total();
    await tree(page).getByText('blocks', { exact: true }).click();
    await eventually(async () => (await total()) === closed + 12);
    await screenshot('checkpoint-tensors-tree');
    await tree(page).focus();
    await page.keyboard.press('ArrowLeft');
    await eventually(async () => (await total()) === closed);
    assert.deepEqual(((await state()) as { toggled: string[] }).toggled, []);
    await close();
  });

  test('the table works with the keyboard', async () => {
    const { page, close } = await openPage(browser, 'checkpoint', { state: { tab: 'tensors', flat: true } });
    await page.getByRole('grid', { name: 'Tensors' }).focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await page.getByRole('heading', { name: 'encoder.patch_embed.proj.weight' }).waitFor();
    await page.getByRole('heading', { name: 'Distribution' }).waitFor();
    assert.deepEqual(await asked(page), [['tensor', { name: 'encoder.patch_embed.proj.weight' }]]);
    await close();
  });

  test('values that are not finite are said to be so', async () => {
    const state = { tab: 'tensors', tensor: 'encoder.blocks.11.mlp.fc1.weight' };
    const { page, close } = await openPage(browser, 'checkpoint', { state });
    await page.getByText('Some values are not finite').waitFor();
    await close();
  });

  test('filters are drawn as they are: gray is 0, all on one scale', async () => {
    const { page, close } = await openPage(browser, 'checkpoint', { state: { tab: 'weights', filter: 5 } });
    await page.getByText('Filter 5', { exact: true }).waitFor();
    const bank = gaborFilters();
    const limit = bank.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const size = bank.width;
    const drawn = await middles(page, 'Filter 5', size);
    const plane = size * size;
    for (let k = 0; k < plane; k++) {
      const wanted = [0, 1, 2].map(c => 127.5 * (1 + bank.values[(5 * 3 + c) * plane + k]! / limit));
      for (const [c, value] of wanted.entries()) assert.ok(Math.abs(drawn[k]![c]! - value) <= 1, `pixel ${k}`);
    }
    await close();
  });

  test('another patch chosen: the similarities are those of the engine', async () => {
    const { page, state, close } = await openPage(browser, 'checkpoint', { state: { tab: 'weights' } });
    const map = page.getByRole('application', { name: /^encoder.pos_embed/ });
    await map.scrollIntoViewIfNeeded();
    const box = (await map.boundingBox())!;
    await page.mouse.click(box.x + (box.width * 2.5) / 14, box.y + (box.height * 3.5) / 14);
    await page.mouse.move(box.x + (box.width * 9.5) / 14, box.y + (box.height * 4.5) / 14);
    const [table] = positionTables();
    const similarity = positionSimilarity(table!.values, table!.width, 3 * 14 + 2);
    await page.getByText(`row 4, column 9: ${significant(similarity[4 * 14 + 9]!)}`).waitFor();
    assert.equal(((await state()) as { patch: number }).patch, 3 * 14 + 2);
    await close();
  });

  test('a comparison shows its progress and can be cancelled', async () => {
    const { page, state, close } = await openPage(browser, 'checkpoint', { state: { tab: 'difference' } });
    await page.evaluate('isComparisonHeld = true');
    await page.getByText('Choose a Checkpoint').click();
    await page.getByText(/^\d+ of 189 tensors$/).waitFor();
    await page.getByText('Cancel').click();
    await page.getByText('Compare with another checkpoint').waitFor();
    await page.evaluate('isComparisonHeld = false');
    assert.equal(((await state()) as { other?: unknown }).other, undefined);
    await page.getByText('Choose a Checkpoint').click();
    const first = page.getByRole('grid', { name: 'Changes' }).getByRole('row').nth(1);
    assert.match(await first.innerText(), /encoder\.blocks\.11\./);
    await page.getByText('[1, 197, 384] here, [1, 145, 384] there').waitFor();
    await close();
  });

  test('the values of a fine-tuned checkpoint are those of its metric, and its drawing ends with classes', async () => {
    const { page, problems, screenshot, close } = await openPage(browser, 'checkpoint', {
      fake: 'checkpointFineTuned',
    });
    await page.getByText('Top-1 accuracy after the last epoch').waitFor();
    await page.getByText('71.25 %', { exact: true }).waitFor();
    await page.getByText('Highest at a checkpoint').waitFor();
    await page.getByText('73.5 %', { exact: true }).waitFor();
    assert.equal(await page.getByText(/mean loss|lowest at/i).count(), 0);
    const drawing = page.getByRole('group', { name: /^The way of an image/ });
    assert.match(
      (await drawing.getAttribute('aria-label'))!,
      /Linear: 384 → 7, 2[\s,\u202f]695 parameters; Logits: 7 classes$/,
    );
    assert.equal(await page.getByText('belong to tensors').count(), 0);
    assert.ok(!(await tabNames(page)).includes('Reconstruction'));
    await screenshot('checkpoint-fine-tuned');
    assert.deepEqual(problems, []);
    await close();
  });

  test('a file that cannot be read says why', async () => {
    const { page, problems, close } = await openPage(browser, 'checkpoint', { fake: 'checkpointBroken' });
    await page.getByRole('heading', { name: 'This file cannot be opened' }).waitFor();
    await page.getByText(/is truncated: it has 1200 of 88000 bytes/).waitFor();
    assert.equal(await page.getByRole('tab').count(), 0);
    assert.deepEqual(problems, []);
    await close();
  });

  test('a PyTorch file shows its tensors and values, and no tab that would be empty', async () => {
    const { page, problems, screenshot, close } = await openPage(browser, 'checkpoint', { fake: 'checkpointPytorch' });
    await page.getByText('This is a PyTorch file').waitFor();
    assert.deepEqual(await tabNames(page), ['Overview', 'Tensors', 'Weights', 'Difference']);
    await page.getByText('config.DATA.IMG_SIZE').waitFor();
    await screenshot('checkpoint-pytorch');
    await tab(page, 'Tensors');
    assert.equal(await tree(page).getAttribute('aria-rowcount'), '4', 'its head, what both begin with, both');
    await tree(page).getByText('bias', { exact: true }).click();
    await page.getByRole('img', { name: /^Histogram/ }).waitFor();
    assert.deepEqual(await asked(page), [['tensor', { name: 'model.encoder.norm.bias' }]]);
    assert.deepEqual(problems, []);
    await close();
  });

  test('another program’s file shows what there is, and no tab that would be empty', async () => {
    const { page, problems, close } = await openPage(browser, 'checkpoint', { fake: 'checkpointForeign' });
    await page.getByText('not an MFM checkpoint').waitFor();
    assert.deepEqual(await tabNames(page), ['Overview', 'Tensors', 'Weights', 'Difference']);
    await tab(page, 'Weights');
    await page.getByText('No weights that can be seen as pictures').waitFor();
    assert.deepEqual(problems, []);
    await close();
  });
});

/** The colours in the middles of a picture's pixels, row by row, as the pane of this label shows them. */
async function middles(page: Page, label: string, size: number): Promise<number[][]> {
  const canvas = page.locator('figure', { hasText: label }).first().locator('canvas');
  return canvas.evaluate((element, count) => {
    const shown = element as unknown as { width: number; height: number; getContext(kind: '2d'): Context };
    interface Context {
      getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
    }
    const scale = Math.floor(Math.min(shown.width, shown.height) / count);
    const [left, top] = [shown.width, shown.height].map(side => Math.round((side - scale * count) / 2));
    const context = shown.getContext('2d');
    return Array.from({ length: count * count }, (_, k) => {
      const x = left! + ((k % count) + 0.5) * scale;
      const y = top! + (Math.floor(k / count) + 0.5) * scale;
      return [...context.getImageData(Math.floor(x), Math.floor(y), 1, 1).data];
    });
  }, size);
}
