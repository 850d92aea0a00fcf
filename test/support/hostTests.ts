import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './vscodeBrowser.js';
import { hostTestFiles, runHostTests } from './vscodeHost.js';
import type { VscodeName } from './vscodeServer.js';

/** Runs files of test/host in one VS Code, all of them or some. A file of tests for each VS Code: a file's time is limited. */
export function describeHostTests(name: VscodeName, isWanted: (file: string) => boolean = () => true): void {
  describe(`inside the extension host of the ${name} VS Code`, () => {
    let browser: Browser;
    before(async () => {
      browser = await launchBrowser();
    });
    after(() => browser.close());

    for (const file of hostTestFiles().filter(isWanted)) {
      test(file, async t => {
        for (const { title, skipped, milliseconds, error } of await runHostTests(browser, name, file)) {
          await t.test(`${title} (${milliseconds} ms there)`, { skip: skipped }, () => {
            if (error) throw new Error(error);
          });
        }
      });
    }
  });
}
