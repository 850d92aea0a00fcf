import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { runHostTests } from '../support/vscodeHost.js';
import { vscodes } from '../support/vscodeServer.js';

describe('tests inside the extension host', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  for (const name of vscodes) {
    test(`of the ${name} VS Code`, async t => {
      for (const { title, skipped, error } of await runHostTests(browser, name)) {
        await t.test(title, { skip: skipped }, () => {
          if (error) throw new Error(error);
        });
      }
    });
  }
});
