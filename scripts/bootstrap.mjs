// What a fresh clone needs before anything of the project can run. Only Node's own modules are imported at the top,
// because nothing else is there yet.
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs `npm ci` when node_modules is missing or older than the lock file. */
export async function installPackages() {
  if (packagesAreCurrent()) return;
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const live = process.stdout.isTTY;
  if (!live) console.log('Installing the npm packages (npm ci) ...');
  const show = () => process.stdout.write(`\rInstalling the npm packages (npm ci) ... ${seconds()}`);
  const ticking = live ? setInterval(show, 1000) : undefined;
  const [command, ...first] = npm();
  const { code, output } = await run(command, [...first, 'ci', '--no-progress', '--loglevel=error'], { quiet: true });
  clearInterval(ticking);
  if (live) process.stdout.write('\r\x1b[K');
  if (code !== 0) fail(`npm ci failed; it printed:\n${output}`);
  console.log(`The npm packages are installed (${seconds()}).`);
}

/** Writes dist/extension and dist/test anew. */
export async function build() {
  const { buildAll } = await import('./build.mjs');
  await buildAll();
}

/** Writes the pages, and what stands in for the extension while they are tested, anew. */
export async function buildPages() {
  const webview = await import('./webview.mjs');
  await webview.buildPages();
  await webview.buildDevPages();
}

/**
 * Makes sure of libtensorflow through `mfm setup` and resolves to its path. It is a large download that some machines
 * cannot have, so a failure is told and not fatal: everything also runs on the wasm backend, which came with the npm
 * packages. dist/ must be built.
 */
export async function ensureTensorflow() {
  if (process.env.MFM_BACKEND === 'wasm') return undefined;
  const { findLibrary } = await import('../dist/extension/tensorflow/install/find.js');
  if (!findLibrary().library) {
    const { code } = await run(process.execPath, ['scripts/mfm.mjs', 'setup']);
    if (code === 130 || code === 143) process.exit(code);
  }
  const { library, missing } = findLibrary();
  if (missing) console.log(`Going on without TensorFlow (${missing}): the wasm backend does the same, more slowly.`);
  return library;
}

/**
 * Runs a program, by default in the project folder, and resolves to its exit code (128 + n after signal n, as a shell
 * says it).
 */
export function run(command, args, { quiet = false, env = process.env, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
    let output = '';
    child.stdout?.on('data', data => (output += data));
    child.stderr?.on('data', data => (output += data));
    // The terminal sends Ctrl-C to the child too: it decides when to end, and this process waits for it.
    const wait = () => {};
    const pass = () => child.kill('SIGTERM');
    process.on('SIGINT', wait);
    process.on('SIGTERM', pass);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', wait);
      process.off('SIGTERM', pass);
      resolve({ code: code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1), output });
    });
  });
}

function packagesAreCurrent() {
  const installed = `${root}/node_modules/.package-lock.json`;
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}/package-lock.json`).mtimeMs;
}

/** npm's own script where npm started us: it needs no shell, which matters on Windows and for paths with spaces. */
export function npm() {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? [process.execPath, script] : ['npm'];
}

export function fail(message) {
  console.error(message);
  process.exit(1);
}
