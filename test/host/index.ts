// The test runner inside the extension host of a real VS Code: VS Code loads this file and calls run(), which runs the
// file that MFM_HOST_TEST names. Every *.test.ts of this folder is run so by test/e2e/host.test.ts, each in a window of
// its own, on a copy of examples/, with the extension as bundled in dist/bundle. The files import { suite, test } from
// 'mocha', and 'vscode'.
import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';
import { PATIENCE_MS } from '../support/patience.js';
import type { HostTestResult } from '../support/vscodeHost.js';

/** Runs the tests and tells VS Code by a rejection that some have failed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 2 * PATIENCE_MS, reporter: 'min', color: false });
  mocha.addFile(process.env['MFM_HOST_TEST']!);
  try {
    await mocha.loadFilesAsync();
  } catch (error) {
    report({ title: 'loading the tests', milliseconds: 0, error: textOf(error) });
    throw error;
  }
  const failures = await new Promise<number>(resolve => {
    const runner = mocha.run(resolve);
    runner.on('pass', test => report({ title: test.fullTitle(), milliseconds: test.duration ?? 0 }));
    runner.on('fail', (test, error) => report({ title: test.fullTitle(), milliseconds: 0, error: textOf(error) }));
    runner.on('pending', test => report({ title: test.fullTitle(), milliseconds: 0, skipped: true }));
  });
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}

/** At once, so that what went before is known when the extension host dies. Its console cannot be redirected. */
function report(result: HostTestResult): void {
  appendFileSync(process.env['MFM_HOST_REPORT']!, `${JSON.stringify(result)}\n`);
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
