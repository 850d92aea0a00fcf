// npm test: sets up what is missing, then types, lint, build, package and every test, in one go. `--quick` leaves the
// slow folders out: the tests of the command line, of pages in a browser and of VS Code. Node's test runner prints last,
// so its closing lines are the last lines and cover everything.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { build, buildPages, ensureTensorflow, installPackages, root, run } from './bootstrap.mjs';

const quick = process.argv.includes('--quick');

await installPackages();
await check('types', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', '.');
const pageOptions = ['--tsconfig', 'webview/tsconfig.json', '--fail-on-warnings', '--output', 'human'];
await check('pages', 'node_modules/svelte-check/bin/svelte-check', ...pageOptions);
await check('lint', 'node_modules/@biomejs/biome/bin/biome', 'ci');
await build();
await buildPages();
const chromium = quick ? undefined : await prepareVscode();
const library = await ensureTensorflow();

const folders = quick ? ['unit', 'golden'] : ['unit', 'golden', 'worker', 'cli', 'webview', 'e2e'];
const files = folders.flatMap(testFiles);
// Three files at a time on two cores: much of a test is waiting for a process or a page. No test asserts a time.
const options = ['--test-reporter=spec', '--test-timeout=1800000', '--test-concurrency=3'];
const { code } = await run(process.execPath, ['--test', ...options, ...files], {
  env: { ...process.env, MFM_LIBTENSORFLOW: library ?? '', CHROMIUM: chromium ?? '' },
});
process.exitCode = code;

/** What the tests in VS Code need; resolves to the path of the browser. */
async function prepareVscode() {
  const { ensureChromium } = await import('./chromium.mjs');
  const { packageAll } = await import('./package.mjs');
  const { setUpVscode } = await import('./setup-vscode.mjs');
  const path = await ensureChromium();
  // Pictures of this run only.
  rmSync(`${root}dist/screenshots`, { recursive: true, force: true });
  await packageAll();
  for (const name of ['newest', 'oldest']) await setUpVscode(name);
  return path;
}

async function check(name, script, ...args) {
  console.log(`Checking ${name} ...`);
  const { code } = await run(process.execPath, [script, ...args]);
  if (code !== 0) {
    console.error(`The check of ${name} failed.`);
    process.exit(code);
  }
}

/** Node 20 takes files, not patterns. */
function testFiles(folder) {
  const dir = `${root}/dist/test/${folder}`;
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true })
    .filter(name => name.endsWith('.test.js'))
    .sort()
    .map(name => `dist/test/${folder}/${name}`);
}
