#!/usr/bin/env node
// The command `mfm`. TypeScript is built to dist/ once; on a fresh clone the first call builds it.
import { existsSync } from 'node:fs';

const main = new URL('../dist/extension/cli/main.js', import.meta.url);

if (!existsSync(main)) {
  try {
    const { buildAll } = await import('./build.mjs');
    await buildAll();
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.error('mfm: the npm packages are not installed; run "npm ci" in the project folder first.');
    process.exit(2);
  }
}
await import(main.href);
