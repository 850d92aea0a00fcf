import { after, before, describe, type TestContext, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './vscodeBrowser.js';
import { type ServerOptions, VscodeServer, vscodes } from './vscodeServer.js';
import { Workbench } from './vscodeWorkbench.js';
import { type TemporaryWorkspace, temporaryWorkspace } from './vscodeWorkspace.js';
import { vsix } from './vsix.js';

/** A VS Code with the packaged extension and a window on a copy of the examples. */
export interface Stage {
  server: VscodeServer;
  workspace: TemporaryWorkspace;
  workbench: Workbench;
  /** A part of the test with a name of its own. After one has failed, those that follow are skipped. */
  step(name: string, body: (t: TestContext) => Promise<void>): Promise<void>;
}

/** Prepares the workspace, and says how the server starts. */
type Prepare = (workspace: TemporaryWorkspace) => Promise<ServerOptions>;

/** Plays the same in every VS Code, each with a server, a profile and a workspace of its own. */
export function onEachVscode(title: string, prepare: Prepare, play: (stage: Stage) => Promise<void>): void {
  describe(title, () => {
    let browser: Browser;
    before(async () => {
      browser = await launchBrowser();
    });
    after(() => browser.close());
    for (const name of vscodes) {
      test(`in the ${name} VS Code`, async t => {
        const workspace = await temporaryWorkspace();
        t.after(() => workspace.remove());
        const server = await VscodeServer.start(name, { vsix, ...(await prepare(workspace)) });
        t.after(() => server.stop());
        const workbench = await Workbench.open(browser, server, workspace.folder);
        t.after(() => workbench.close());
        const step = steps(t, () => workbench.screenshot(`failed-${title.replaceAll(' ', '-')}`));
        await play({ server, workspace, workbench, step });
      });
    }
  });
}

function steps(t: TestContext, onFailure: () => Promise<void>): Stage['step'] {
  let failed: string | undefined;
  return async (name, body) => {
    await t.test(name, { skip: failed && `'${failed}' failed` }, async step => {
      try {
        await body(step);
      } catch (error) {
        failed = name;
        await onFailure();
        throw error;
      }
    });
  };
}
