// The pages of the extension: Svelte to dist/webview, one script and one style sheet each.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import sveltePlugin from 'esbuild-svelte';

const root = fileURLToPath(new URL('..', import.meta.url));
export const pages = ['spectrum', 'run', 'checkpoint'];

export async function buildPages() {
  rmSync(`${root}dist/webview`, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(pages.map(page => [page, `webview/${page}/main.ts`])),
    outdir: 'dist/webview',
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
    minify: true,
    conditions: ['svelte', 'browser'],
    mainFields: ['svelte', 'browser', 'module', 'main'],
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    plugins: [sveltePlugin({ compilerOptions: { css: 'external', runes: true } })],
  });
  return metafile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPages();
