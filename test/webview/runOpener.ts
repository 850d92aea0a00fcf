import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { type OpenPage, openPage, type PageOptions } from '../support/webviewPage.js';

/** Opens the page on made-up runs, at its curves unless `state` says otherwise, runs `body` and sees that nothing went wrong in the page. */
export function runOpener(browser: () => Browser) {
  return async (runs: string, state: object, body: (open: OpenPage) => Promise<void>, options: PageOptions = {}) => {
    const open = await openPage(browser(), 'run', {
      ...options,
      state: { runs: runs.split(' '), tab: 'curves', ...state },
    });
    await body(open);
    assert.deepEqual(open.problems, []);
    await open.close();
  };
}
