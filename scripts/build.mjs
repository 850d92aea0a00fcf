// Transpiles every TypeScript file of extension/ and test/ to dist/, one file to one file, so that
// `import.meta.url` and worker entry points mean the same in a test, in the CLI and in a script; and those of webview/,
// for unit tests. What is installed in VS Code is made by bundle.mjs.
import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function buildAll() {
  for (const folder of ['extension', 'test']) rmSync(`${root}/dist/${folder}`, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['extension/**/*.ts', 'test/**/*.ts', ...plainModules()],
    outbase: '.',
    outdir: 'dist',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
  });
}

/** Those modules of pages that a test can load without Svelte's compiler. */
function plainModules() {
  const files = readdirSync(`${root}webview`, { recursive: true }).map(path => `webview/${path.replaceAll('\\', '/')}`);
  return files.filter(path => /\.ts$/.test(path) && !/\.(svelte|d)\.ts$/.test(path));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();
