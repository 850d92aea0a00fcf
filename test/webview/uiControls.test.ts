import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator } from 'playwright-core';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { webviewThemes } from '../support/webviewDocument.js';
import { type OpenPage, openPage } from '../support/webviewPage.js';

describe('the components', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  for (const theme of webviewThemes) {
    test(`are shown in the ${theme} theme, within the content policy and without errors`, async t => {
      const gallery = await openGallery(browser, theme);
      t.after(gallery.close);
      const { page } = gallery;
      await page.getByText('Computing the spectrum').waitFor();
      await gallery.screenshot(`gallery-${theme}`);
      await page.getByRole('combobox', { name: 'Filter' }).click();
      await page.getByRole('option', { name: 'Band between two radii' }).waitFor();
      await gallery.screenshot(`gallery-list-${theme}`);
      assert.deepEqual(gallery.problems, []);
    });
  }

  test('tell each other what is chosen', async t => {
    const gallery = await openGallery(browser);
    t.after(gallery.close);
    const { page } = gallery;
    await values(gallery, 'low-pass · 224 px · radius 16 · alpha 1 · shifted');

    await page.getByRole('combobox', { name: 'Filter' }).click();
    await page.getByRole('option', { name: 'Band between two radii' }).click();
    await page.getByRole('checkbox', { name: 'Shifted spectrum' }).click();
    await page.getByRole('slider', { name: 'Radius' }).fill('40');
    await page.getByRole('spinbutton', { name: 'Alpha' }).fill('2.5');
    await values(gallery, 'band · 224 px · radius 40 · alpha 2.5 · not shifted');

    // The button that is down shows the same value as the box.
    const shifted = page.getByRole('button', { name: 'Shifted' });
    assert.equal(await shifted.getAttribute('aria-pressed'), 'false');
    await shifted.click();
    await values(gallery, 'band · 224 px · radius 40 · alpha 2.5 · shifted');
    await page.getByRole('checkbox', { name: 'Shifted spectrum', checked: true }).waitFor();
    assert.deepEqual(gallery.problems, []);
  });

  test('work with the keyboard alone', async t => {
    const gallery = await openGallery(browser);
    t.after(gallery.close);
    const { page } = gallery;
    await page.getByRole('button', { name: 'Pretrain' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    assert.equal(await page.locator('#clicks').innerText(), '2');

    await page.getByRole('combobox', { name: 'Size' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('checkbox', { name: 'Shifted spectrum' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('slider', { name: 'Radius' }).focus();
    await page.keyboard.press('End');
    await values(gallery, 'low-pass · 448 px · radius 112 · alpha 1 · not shifted');
  });

  test('a field for a number lets out only numbers in its range', async t => {
    const gallery = await openGallery(browser);
    t.after(gallery.close);
    const field = gallery.page.getByRole('spinbutton', { name: 'Alpha' });
    await field.fill('25');
    await values(gallery, 'low-pass · 224 px · radius 16 · alpha 1 · shifted');
    await field.press('Tab');
    await values(gallery, 'low-pass · 224 px · radius 16 · alpha 10 · shifted');
    await field.fill('');
    await field.press('Tab');
    assert.equal(await field.inputValue(), '10');
  });

  test('what is disabled does nothing', async t => {
    const gallery = await openGallery(browser);
    t.after(gallery.close);
    const { page } = gallery;
    await page.getByRole('button', { name: 'Disabled' }).click({ force: true });
    assert.equal(await page.locator('#clicks').innerText(), '0');
    assert.ok(await page.getByRole('slider', { name: 'Disabled' }).isDisabled());
  });

  test('tabs are walked through with arrows, Home and End', async t => {
    const gallery = await openGallery(browser);
    t.after(gallery.close);
    const { page } = gallery;
    const shown = () => page.getByRole('tabpanel').innerText();
    await page.getByRole('tab', { name: 'Spectrum' }).focus();
    for (const [key, name] of [
      ['ArrowRight', 'Profile'],
      ['End', 'Masks'],
      ['ArrowRight', 'Spectrum'],
      ['ArrowLeft', 'Masks'],
      ['Home', 'Spectrum'],
    ] as const) {
      await page.keyboard.press(key);
      assert.ok(await isFocused(page.getByRole('tab', { name, selected: true })), `${key} leads to ${name}`);
      assert.equal(await shown(), `The view “${name.toLowerCase()}”.`);
    }
    await page.keyboard.press('Tab');
    assert.ok(await isFocused(page.getByRole('tabpanel', { name: 'Spectrum' })));
  });

  test('a failure is announced, and waiting politely', async t => {
    const gallery = await openGallery(browser);
    t.after(gallery.close);
    const { page } = gallery;
    assert.match(await page.getByRole('alert').innerText(), /ends in the middle of a tensor/);
    assert.match(await page.getByRole('status').innerText(), /Computing the spectrum/);
  });
});

function openGallery(browser: Browser, theme: (typeof webviewThemes)[number] = 'dark'): Promise<OpenPage> {
  return openPage(browser, 'gallery', { theme, height: 1250 });
}

function values({ page }: OpenPage, text: string): Promise<void> {
  return page.locator('#values', { hasText: new RegExp(`^${text.replaceAll('.', '\\.')}$`) }).waitFor();
}

function isFocused(locator: Locator): Promise<boolean> {
  return locator.evaluate(element => element.matches(':focus'));
}
