import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { root } from '../support/root.js';

interface Metafile {
  outputs: Record<string, { imports: { path: string; kind: string }[] }>;
}

const { outputs } = JSON.parse(readFileSync(join(root, 'dist/metafiles/webview.json'), 'utf8')) as Metafile;

/** A script and what it imports before it starts; what it loads later does not count. */
function scriptsOf(script: string, found = new Set<string>()): Set<string> {
  found.add(script);
  for (const { path, kind } of outputs[script]!.imports)
    if (kind === 'import-statement' && !found.has(path)) scriptsOf(path, found);
  return found;
}

for (const page of ['spectrum', 'run', 'checkpoint', 'measurement']) {
  test(`the page ${page} starts with less than 300 kB of scripts`, t => {
    const scripts = [...scriptsOf(`dist/webview/${page}.js`)].map(path => readFileSync(join(root, path)));
    const bytes = scripts.reduce((sum, script) => sum + script.length, 0);
    const compressed = scripts.reduce((sum, script) => sum + gzipSync(script).length, 0);
    const kilobytes = (count: number) => `${Math.round(count / 1000)} kB`;
    t.diagnostic(`${page}: ${kilobytes(bytes)} in ${scripts.length} files, ${kilobytes(compressed)} compressed`);
    assert.ok(bytes < 300_000, `${bytes} bytes`);
  });
}
