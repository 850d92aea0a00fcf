import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { getL10nJson } from '@vscode/l10n-dev';
import { root } from '../support/root.js';

test('l10n/bundle.l10n.json holds every string of the host (npm run l10n writes it)', async () => {
  const host = join(root, 'extension/host');
  const names = (await readdir(host, { recursive: true })).filter(name => name.endsWith('.ts')).sort();
  const sources = names.map(async name => ({
    extension: '.ts' as const,
    contents: await readFile(join(host, name), 'utf8'),
  }));
  const expected = await getL10nJson(await Promise.all(sources));
  const bundle = JSON.parse(await readFile(join(root, 'l10n/bundle.l10n.json'), 'utf8')) as object;
  assert.ok(Object.keys(bundle).length > 100);
  assert.deepEqual(Object.keys(bundle).sort(), Object.keys(expected).sort());
});
