// npm start: VS Code with the extension, on a copy of the examples. Where `code` is on the PATH it is a window of the
// VS Code that is installed; else one in the browser, from the VS Code that the tests use.
import { spawn } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { build, fail, installPackages, root, run } from './bootstrap.mjs';

await installPackages();
const workspace = copyOfExamples();
const code = findOnPath(process.platform === 'win32' ? 'code.cmd' : 'code');
if (code) await startDesktop(code);
else if (`${process.platform}-${process.arch}` === 'linux-x64') await startInBrowser();
else fail('VS Code was not found: install it, and put its command "code" on the PATH ("Shell Command: Install ...").');

async function startDesktop(code) {
  const { bundleAll } = await import('./bundle.mjs');
  console.log('Bundling the extension ...');
  await bundleAll();
  console.log(`Opening VS Code (${code}) with the extension, on ${workspace}`);
  const { code: exitCode } = await run(code, [`--extensionDevelopmentPath=${root}`, workspace]);
  process.exitCode = exitCode;
}

async function startInBrowser() {
  const { packageAll } = await import('./package.mjs');
  const { setUpVscode } = await import('./setup-vscode.mjs');
  console.log('There is no "code" on the PATH: VS Code will run in the browser.');
  await setUpVscode('newest');
  console.log('Packaging the extension ...');
  await build();
  await packageAll();
  const { VscodeServer } = await import('../dist/test/support/vscodeServer.js');
  const { vsix } = await import('../dist/test/support/vsix.js');
  const server = await VscodeServer.start('newest', { vsix });
  const url = server.url(workspace);
  console.log(`VS Code with the extension, on ${workspace}:\n  ${url}\nCtrl-C ends it. Training runs go on.`);
  openBrowser(url);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.stop());
}

/** Made once: what is trained in it stays. */
function copyOfExamples() {
  const folder = `${root}.start/examples`;
  if (!existsSync(folder)) cpSync(`${root}examples`, folder, { recursive: true });
  return folder;
}

function findOnPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map(folder => join(folder, name)).find(path => existsSync(path));
}

/** Where there is a screen. A browser that does not open is no failure: the address was printed. */
function openBrowser(url) {
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  spawn('xdg-open', [url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
