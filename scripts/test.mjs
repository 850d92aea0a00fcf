// npm test: sets up what is missing, then types, lint, build and every test, in one go. `--quick` leaves the slow
// folder of command-line tests out. Node's test runner prints last, so its closing lines are the last lines.
import { existsSync, readdirSync } from 'node:fs';
import { build, ensureTensorflow, installPackages, root, run } from './bootstrap.mjs';

const quick = process.argv.includes('--quick');

await installPackages();
await check('types', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', '.');
await check('lint', 'node_modules/@biomejs/biome/bin/biome', 'ci');
await build();
const library = await ensureTensorflow();

const folders = quick ? ['unit', 'golden'] : ['unit', 'golden', 'worker', 'cli'];
const files = folders.flatMap(testFiles);
const tests = ['--test', '--test-reporter=spec', '--test-timeout=900000', ...files];
const { code } = await run(process.execPath, tests, {
  env: { ...process.env, MFM_LIBTENSORFLOW: library ?? '' },
});
process.exitCode = code;

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
