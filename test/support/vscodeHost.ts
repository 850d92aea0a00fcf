import { existsSync, readdirSync } from 'node:fs';
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

/** Time for one file on one VS Code. */
const LIMIT_MS = 14 * 60_000;

const folder = fileURLToPath(new URL('../host/', import.meta.url));

/** The files of test/host; with MFM_HOST_TESTS, a piece of a name, only those that have it in theirs. */
export function hostTestFiles(): string[] {
  const wanted = process.env['MFM_HOST_TESTS'] ?? '';
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.test.js') && name.includes(wanted))
    .sort();
}

/**
 * Runs a file of test/host inside the extension host of a VS Code and resolves to what became of its tests. Those whose
 * names begin with 'untrusted' run in a workspace that is not trusted.
 *
 * @throws Error when the extension host does not end in time, or says nothing
 */
export async function runHostTests(browser: Browser, name: VscodeName, file: string): Promise<HostTestResult[]> {
  const workspace = await temporaryWorkspace();
  const report = join(workspace.parent, 'report.jsonl');
  const env = { MFM_HOST_TEST: join(folder, file), MFM_HOST_REPORT: report };
  const server = await VscodeServer.start(name, { development: true, env, asksForTrust: file.startsWith('untrusted') });
  const page = await browser.newPage();
  // The limit is that of the whole file.
  page.setDefaultTimeout(LIMIT_MS);
  try {
    const ended = new Promise<number>(resolve => void page.exposeFunction('codeAutomationExit', resolve));
    // Newer releases call it for everything the window prints, and fail where it is not there.
    const printed: string[] = [];
    await page.exposeFunction('codeAutomationLog', (_type: string, words: unknown[]) => printed.push(words.join(' ')));
    const onServer = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
    await page.goto(
      server.url(workspace.folder, [
        ['extensionDevelopmentPath', onServer(root)],
        ['extensionTestsPath', onServer(join(folder, 'index.js'))],
        ['skipWelcome', 'true'],
      ]),
    );
    const code = await Promise.race([ended, after(LIMIT_MS)]);
    const results = existsSync(report) ? readResults(await readFile(report, 'utf8')) : [];
    if (code === undefined || results.length === 0) {
      const last = [...printed.slice(-20), ...results.map(({ title }) => title)].join('\n');
      throw new Error(`The extension host ended with ${code ?? 'no word'}:\n${last}`);
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
