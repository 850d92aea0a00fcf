// node scripts/setup-vscode.mjs newest|oldest: a VS Code to test in, as the server that the npm package code-server
// carries. test/vscode/<name> pins its packages; they are installed in .vscode-test/<name>, away from the project's.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { fail, npm, root, run } from './bootstrap.mjs';

/** Installs `.vscode-test/<name>`, unless it is there as its lock file says. */
export async function setUpVscode(name) {
  const pins = `${root}test/vscode/${name}`;
  const folder = `${root}.vscode-test/${name}`;
  const server = `${folder}/node_modules/code-server/lib/vscode`;
  const stamp = `${server}/.set-up`;
  const wanted = createHash('sha256')
    .update(readFileSync(`${pins}/package-lock.json`))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log(`Installing the ${name} VS Code for the tests (npm ci) ...`);
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json', '.npmrc'])
    copyFileSync(`${pins}/${file}`, `${folder}/${file}`);
  await npmCi(name, folder);
  // Its own install scripts, which would do this, download from elsewhere and build what the tests do not need. npm 11
  // takes the lock file that it ships for out of date unless peer dependencies are left alone.
  await npmCi(name, server, '--omit=dev', '--legacy-peer-deps');
  linkModules(server);
  copyRipgrep(folder, server);
  writeFileSync(stamp, wanted);
}

async function npmCi(name, cwd, ...options) {
  const [command, ...first] = npm();
  const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  const { code, output } = await run(command, [...first, 'ci', ...quietly, ...options], { quiet: true, cwd });
  if (code !== 0)
    fail(`The ${name} VS Code for the tests could not be installed; npm ci in ${cwd} printed:\n${output}`);
}

/** The server looks for its packages under the name of Electron's archive. */
function linkModules(server) {
  rmSync(`${server}/node_modules.asar`, { force: true });
  symlinkSync('node_modules', `${server}/node_modules.asar`);
}

/** Search in files: older releases of @vscode/ripgrep download the program, newer ones carry it in a package. */
function copyRipgrep(folder, server) {
  const bin = `${server}/node_modules/@vscode/ripgrep/bin`;
  if (!existsSync(`${server}/node_modules/@vscode/ripgrep`) || existsSync(`${bin}/rg`)) return;
  const carrier = `@vscode/ripgrep-${process.platform}-${process.arch}/bin/rg`;
  mkdirSync(bin, { recursive: true });
  copyFileSync(createRequire(`${folder}/package.json`).resolve(carrier), `${bin}/rg`);
  chmodSync(`${bin}/rg`, 0o755);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = ['newest', 'oldest'];
  if (!names.includes(process.argv[2])) fail(`Say which VS Code to install: ${names.join(' or ')}.`);
  await setUpVscode(process.argv[2]);
}
