// npm run bundle: the extension as it is installed, in dist/bundle. Every entry point and the chunks that they share lie
// flat in one folder, so that a file finds another (`new URL('./decodeWorker.js', import.meta.url)`) as it does unbundled.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { copyPackages, externalPackages } from './bundledPackages.mjs';
import { buildPages } from './webview.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = `${root}dist/bundle`;

const metafiles = `${root}dist/metafiles`;

/** CommonJS packages inside an ES module expect these. */
const commonJs = [
  "import { createRequire as _createRequire } from 'node:module';",
  "import { dirname as _dirname } from 'node:path';",
  "import { fileURLToPath as _fileURLToPath } from 'node:url';",
  'const require = _createRequire(import.meta.url);',
  'const __filename = _fileURLToPath(import.meta.url);',
  'const __dirname = _dirname(__filename);',
].join('');

const shared = {
  absWorkingDir: root,
  outdir,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minify: true,
  // Stack traces in a bug report keep the names of functions and classes.
  keepNames: true,
  legalComments: 'none',
  banner: { js: commonJs },
  metafile: true,
  chunkNames: '[name]-[hash]',
  logLevel: 'warning',
};

/** Writes dist/bundle and the pages anew, and what went into them to dist/metafiles. */
export async function bundleAll() {
  await buildPages();
  rmSync(outdir, { recursive: true, force: true });
  const host = await build({
    ...shared,
    entryPoints: { host: 'extension/host/extension.ts' },
    external: ['vscode'],
  });
  const engine = await build({
    ...shared,
    entryPoints: {
      worker: 'extension/worker/main.ts',
      decodeWorker: 'extension/engine/data/decodeWorker.ts',
      gradientWorker: 'extension/engine/training/parallel/gradientWorker.ts',
      mfm: 'extension/cli/main.ts',
    },
    external: externalPackages,
  });
  copyPackages(`${outdir}/node_modules`);
  mkdirSync(metafiles, { recursive: true });
  writeFileSync(`${metafiles}/host.json`, JSON.stringify(host.metafile));
  writeFileSync(`${metafiles}/engine.json`, JSON.stringify(engine.metafile));
}

/** The names of the packages whose code is inside the files of dist/bundle and of the pages. */
export function bundledPackages() {
  const inputs = ['host', 'engine', 'webview'].flatMap(name =>
    Object.keys(JSON.parse(readFileSync(`${metafiles}/${name}.json`, 'utf8')).inputs),
  );
  return [...new Set(inputs.flatMap(path => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []))];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleAll();
