import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/vscodeBrowser.js';
import { hostTestFiles, runHostTests } from '../support/vscodeHost.js';
import { vscodes } from '../support/vscodeServer.js';

describe('inside the extension host', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  for (const name of vscodes) {
    for (const file of hostTestFiles()) {
      test(`${file} in the ${name} VS Code`, async t => {
        for (const { title, skipped, milliseconds, error } of await runHostTests(browser, name, file)) {
          await t.test(`${title} (${milliseconds} ms there)`, { skip: skipped }, () => {
            if (error) throw new Error(error);
          });
        }
      });
    }
  }
});
