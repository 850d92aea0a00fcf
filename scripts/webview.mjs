// The pages of the extension: Svelte to dist/webview, one script and one style sheet each, and the chunks that scripts
// share or load later. What stands in for the extension while pages are made and tested goes to dist/webview-dev; it is
// not shipped.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import sveltePlugin from 'esbuild-svelte';

const root = fileURLToPath(new URL('..', import.meta.url));
export const pages = ['spectrum', 'run', 'checkpoint', 'measurement'];

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'browser',
  target: 'es2023',
  conditions: ['svelte', 'browser', 'module', 'production'],
  mainFields: ['svelte', 'browser', 'module', 'main'],
  // Its own constants come by default exports, which the bundler does not see through: Svelte's checks would stay in.
  alias: { 'esm-env': `${root}webview/host/environment.ts` },
  logLevel: 'warning',
  plugins: [sveltePlugin({ compilerOptions: { css: 'external', runes: true } })],
};

/** What esbuild makes of pages; the development server serves the same. */
export const pageOptions = {
  ...shared,
  entryPoints: Object.fromEntries(pages.map(page => [page, `webview/${page}/main.ts`])),
  outdir: 'dist/webview',
  format: 'esm',
  splitting: true,
  chunkNames: '[name]-[hash]',
  minify: true,
  legalComments: 'none',
};

/** The galleries of components and of plots, and a stand-in for the extension behind each page. */
export const devOptions = {
  ...shared,
  entryPoints: [
    { in: 'webview/dev/gallery/main.ts', out: 'gallery' },
    { in: 'webview/dev/plots/main.ts', out: 'plots' },
    ...standIns().map(path => ({ in: path, out: basename(path, '.ts') })),
  ],
  outdir: 'dist/webview-dev',
  format: 'iife',
};

/** Writes the pages into dist/webview, and what went into them to dist/metafiles. */
export async function buildPages() {
  for (const file of builtFiles()) rmSync(`${root}dist/webview/${file}`);
  const { metafile } = await build({ ...pageOptions, metafile: true });
  mkdirSync(`${root}dist/metafiles`, { recursive: true });
  writeFileSync(`${root}dist/metafiles/webview.json`, JSON.stringify(metafile));
}

export async function buildDevPages() {
  rmSync(`${root}dist/webview-dev`, { recursive: true, force: true });
  await build(devOptions);
}

/** In folders beside them are the modules that build.mjs makes for tests. */
function builtFiles() {
  const folder = `${root}dist/webview`;
  return existsSync(folder) ? readdirSync(folder).filter(name => /\.(js|css)$/.test(name)) : [];
}

function standIns() {
  const files = readdirSync(`${root}webview/dev`).filter(name => name.endsWith('.ts'));
  return files.map(name => `webview/dev/${name}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPages();
