import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { type OpenPage, openPage } from '../support/webviewPage.js';

describe('a table of ten thousand rows', () => {
  let browser: Browser;
  let gallery: OpenPage;
  before(async () => {
    browser = await launchBrowser();
    gallery = await openPage(browser, 'gallery', { height: 1250 });
  });
  after(() => browser.close());

  const table = () => gallery.page.getByRole('grid', { name: 'Parameters' });
  const rows = () => table().getByRole('row');

  test('tells how many rows it has and renders those in sight', async () => {
    assert.equal(await table().getAttribute('aria-rowcount'), '10001');
    assert.ok((await rows().count()) < 40);
    assert.equal(await first(table()), 'encoder.blocks.0.attn.qkv.0');
  });

  test('is walked through with the keyboard', async () => {
    const { page } = gallery;
    await table().focus();
    for (const [key, place] of [
      ['ArrowDown', 3],
      ['ArrowUp', 2],
      ['End', 10_001],
      ['PageUp', 9990],
      ['PageDown', 10_001],
      ['ArrowDown', 10_001],
      ['Home', 2],
    ] as const) {
      await page.keyboard.press(key);
      const row = await activeRow(page, table());
      assert.equal(await row.getAttribute('aria-rowindex'), String(place), key);
      assert.ok(await isInSight(row, table()), `${key} brings row ${place} into sight`);
    }
  });

  test('selects with Enter and with the mouse', async () => {
    const { page } = gallery;
    const selected = table().getByRole('row', { selected: true });
    await table().focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.match(await selected.innerText(), /^encoder\.blocks\.0\.attn\.qkv\.1\s/);
    await table()
      .getByRole('row', { name: /blocks\.0\.attn\.qkv\.4/ })
      .click();
    assert.match(await selected.innerText(), /^encoder\.blocks\.0\.attn\.qkv\.4\s/);
    await gallery.screenshot('table');
  });

  test('is sorted by its heads, one way and the other, and says so', async () => {
    const { page } = gallery;
    const head = table().getByRole('columnheader', { name: 'Mean' });
    await head.getByRole('button').click();
    assert.equal(await head.getAttribute('aria-sort'), 'ascending');
    assert.equal(await first(table(), 3), '-0.1000');
    await head.getByRole('button').click();
    assert.equal(await head.getAttribute('aria-sort'), 'descending');
    assert.equal(await first(table(), 3), '0.1000');
    await table().focus();
    await page.keyboard.press('End');
    assert.equal(await (await activeRow(page, table())).getByRole('gridcell').nth(3).innerText(), '–');
    await table().getByRole('columnheader', { name: 'Parameter' }).getByRole('button').click();
  });

  test('shows what a filter leaves, from the top, and keeps what was selected', async () => {
    const { page } = gallery;
    await table().evaluate(element => element.scrollTo({ top: 100_000 }));
    const filter = page.getByRole('textbox', { name: 'Filter' });
    await filter.fill('blocks.0.');
    assert.equal(await table().getAttribute('aria-rowcount'), '9');
    assert.equal(await first(table()), 'encoder.blocks.0.attn.qkv.0');
    assert.match(await table().getByRole('row', { selected: true }).innerText(), /qkv\.4/);
    await filter.fill('no such parameter');
    assert.equal(await rows().count(), 1);
    await filter.fill('');
    assert.equal(await table().getAttribute('aria-rowcount'), '10001');
  });

  test('met no error', () => assert.deepEqual(gallery.problems, []));
});

function first(table: Locator, column = 0): Promise<string> {
  return table.locator('[aria-rowindex="2"]').getByRole('gridcell').nth(column).innerText();
}

async function activeRow(page: Page, table: Locator): Promise<Locator> {
  return page.locator(`[id="${await table.getAttribute('aria-activedescendant')}"]`);
}

/** Between the head and the lower edge. */
async function isInSight(row: Locator, table: Locator): Promise<boolean> {
  const [box, around] = [(await row.boundingBox())!, (await table.boundingBox())!];
  return box.y >= around.y + box.height && box.y + box.height <= around.y + around.height;
}
