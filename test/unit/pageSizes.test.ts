import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { root } from '../support/root.js';

for (const page of ['spectrum', 'run', 'checkpoint']) {
  test(`the script of the page ${page} is under 300 kB`, t => {
    const script = readFileSync(join(root, `dist/webview/${page}.js`));
    const kilobytes = (bytes: Buffer) => (bytes.length / 1000).toFixed(0);
    t.diagnostic(`${page}: ${kilobytes(script)} kB, ${kilobytes(gzipSync(script))} kB compressed`);
    assert.ok(script.length < 300_000, `${script.length} bytes`);
  });
}
