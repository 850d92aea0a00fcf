import { after, before, describe, type TestContext, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './vscodeBrowser.js';
import { type ServerOptions, type VscodeName, VscodeServer, vscodes } from './vscodeServer.js';
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

/**
 * Plays the same in every VS Code, each with a server, a profile and a workspace of its own. What is about pages and views and not
 * about starting, training and the API of the editor is played in the newest alone: the tests of `test/host` run in all of them.
 */
export function onEachVscode(title: string, prepare: Prepare, play: Play): void {
  onVscodes(vscodes, title, prepare, play);
}

/** Plays in the newest VS Code. */
export function onNewestVscode(title: string, prepare: Prepare, play: Play): void {
  onVscodes(['newest'], title, prepare, play);
}

type Play = (stage: Stage) => Promise<void>;

function onVscodes(names: readonly VscodeName[], title: string, prepare: Prepare, play: Play): void {
  describe(title, () => {
    let browser: Browser;
    before(async () => {
      browser = await launchBrowser();
    });
    after(() => browser.close());
    for (const name of names) {
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
