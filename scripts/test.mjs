// npm test: sets up what is missing, then types, lint, build, package and every test, in one go. `--quick` leaves the
// slow folders out: the tests of the command line, of pages in a browser and of VS Code. Node's test runner prints last,
// so its closing lines are the last lines and cover everything.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { run as runTests } from 'node:test';
import { spec } from 'node:test/reporters';
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

Object.assign(process.env, { MFM_LIBTENSORFLOW: library ?? '', CHROMIUM: chromium ?? '' });
// Those that take longest first: short ones fill the end.
const computing = [...(quick ? [] : ['cli', 'worker']), 'golden', 'unit'].flatMap(testFiles);
const waiting = quick ? [] : ['e2e', 'webview'].flatMap(testFiles);
// Four files at a time on two cores: half of a test in a page or in VS Code is waiting for it. No test asserts a time.
runTests({ files: mixed(computing, waiting), concurrency: 4, timeout: 1_800_000 })
  .on('test:fail', () => {
    process.exitCode = 1;
  })
  .compose(new spec())
  .pipe(process.stdout);

/** Files that wait spread among the first of those that compute, so that the processor always has something to do. */
function mixed(computing, waiting) {
  const placed = (files, until) => files.map((file, i) => ({ file, place: (until * i) / files.length }));
  return [...placed(computing, 1), ...placed(waiting, 0.7)].sort((a, b) => a.place - b.place).map(({ file }) => file);
}

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
    .map(name => `${dir}/${name}`);
}
