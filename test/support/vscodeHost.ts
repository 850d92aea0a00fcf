import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { root } from './root.js';
import { type VscodeName, VscodeServer } from './vscodeServer.js';
import { temporaryWorkspace } from './vscodeWorkspace.js';

/** What became of one test inside the extension host. */
export interface HostTestResult {
  title: string;
  milliseconds: number;
  skipped?: boolean;
  /** Message and stack of a failure. */
  error?: string;
}

/** Time for all tests of test/host on one VS Code. */
const limitMs = 5 * 60_000;

/**
 * Runs test/host/index.ts inside the extension host of a VS Code and resolves to what became of its tests.
 *
 * @throws Error when the extension host says nothing in time, or loads no test
 */
export async function runHostTests(browser: Browser, name: VscodeName): Promise<HostTestResult[]> {
  const workspace = await temporaryWorkspace();
  const report = join(workspace.parent, 'report.jsonl');
  const server = await VscodeServer.start(name, { development: true, env: { MFM_HOST_REPORT: report } });
  const page = await browser.newPage();
  try {
    const ended = new Promise<number>(resolve => void page.exposeFunction('codeAutomationExit', resolve));
    // Newer releases call it for everything the extension host prints, and fail where it is not there.
    const printed: string[] = [];
    await page.exposeFunction('codeAutomationLog', (_type: string, words: unknown[]) => printed.push(words.join(' ')));
    const onServer = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
    const tests = fileURLToPath(new URL('../host/index.js', import.meta.url));
    await page.goto(
      server.url(workspace.folder, [
        ['extensionDevelopmentPath', onServer(root)],
        ['extensionTestsPath', onServer(tests)],
        ['skipWelcome', 'true'],
      ]),
    );
    const code = await Promise.race([ended, after(limitMs)]);
    const results = existsSync(report) ? readResults(await readFile(report, 'utf8')) : [];
    if (code === undefined || results.length === 0) {
      throw new Error(`The extension host ended with ${code ?? 'no word'}:\n${printed.join('\n')}\n${server.log}`);
    }
    return results;
  } finally {
    await page.close();
    await server.stop();
    await workspace.remove();
  }
}

function readResults(text: string): HostTestResult[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as HostTestResult);
}

function after(ms: number): Promise<undefined> {
  return new Promise(resolve => setTimeout(resolve, ms, undefined).unref());
}
