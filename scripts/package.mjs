// npm run package: the extension for this platform as dist/mfm-<platform>-<version>.vsix.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fail, root, run } from './bootstrap.mjs';
import { bundleAll } from './bundle.mjs';
import { target } from './bundledPackages.mjs';
import { thirdPartyNotices } from './notices.mjs';

const { name, version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
export const vsix = `dist/${name}-${target}-${version}.vsix`;

/** Writes dist/bundle and the package anew. */
export async function packageAll() {
  await bundleAll();
  mkdirSync(`${root}dist`, { recursive: true });
  writeFileSync(`${root}dist/THIRD-PARTY-NOTICES.md`, thirdPartyNotices());
  // What the bundle needs of node_modules lies in it; .vscodeignore names what else goes in. The README's pictures and
  // links stay relative, because there is no public address to make them absolute with.
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  const vsce = ['node_modules/@vscode/vsce/vsce', 'package', '--target', target, '--out', vsix, ...options];
  const { code, output } = await run(process.execPath, vsce, { quiet: true });
  if (code !== 0) fail(`vsce could not make ${vsix}; it printed:\n${output}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await packageAll();
  console.log(vsix);
}
