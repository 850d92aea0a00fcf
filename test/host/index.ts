// The test runner inside the extension host of a real VS Code: VS Code loads this file and calls run(). It takes every
// *.test.js of this folder and of those below. The files import { suite, test } from 'mocha', and 'vscode'; they share
// one window, on a copy of examples/, with the extension as bundled in dist/bundle. test/e2e/host.test.ts starts it.
import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import type { HostTestResult } from '../support/vscodeHost.js';

/** Runs the tests and tells VS Code by a rejection that some have failed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 30_000, reporter: 'min', color: false });
  for (const file of testFiles()) mocha.addFile(file);
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

/** MFM_HOST_TESTS, a piece of a file's name, leaves the others out. */
function testFiles(): string[] {
  const wanted = process.env['MFM_HOST_TESTS'] ?? '';
  return readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.test.js') && name.includes(wanted))
    .sort()
    .map(name => join(import.meta.dirname, name));
}

/** At once, so that what went before is known when the extension host dies. Its console cannot be redirected. */
function report(result: HostTestResult): void {
  appendFileSync(process.env['MFM_HOST_REPORT']!, `${JSON.stringify(result)}\n`);
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
