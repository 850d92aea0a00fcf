import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/root.js';

/** Colours that VS Code has and that its own themes leave unset. */
const unset = [
  '--vscode-inputValidation-errorForeground',
  '--vscode-inputValidation-warningForeground',
  '--vscode-list-hoverForeground',
  '--vscode-list-inactiveSelectionForeground',
];

const known = JSON.parse(readFileSync(join(root, 'test/support/webviewThemes.json'), 'utf8')) as Record<
  string,
  unknown
>;

const sources = readdirSync(join(root, 'webview'), { recursive: true, encoding: 'utf8' })
  .filter(path => /\.(svelte|ts|css)$/.test(path))
  .map(path => ({ path, text: readFileSync(join(root, 'webview', path), 'utf8') }));

test("every variable of the editor's theme that pages use is one that VS Code sets", () => {
  const unknown = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/--vscode-[A-Za-z0-9-]+/g)]
      .map(([name]) => name)
      .filter(name => !(name in known) && !unset.includes(name))
      .map(name => `${path}: ${name}`),
  );
  assert.deepEqual(unknown, []);
});

test('components have no colours of their own', () => {
  const own = sources
    .filter(({ path }) => path.startsWith('ui'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/[:\s](#[0-9a-f]{3,8}|rgba?\([^)]*\))\s*[;,)]/gi)].map(match => `${path}: ${match[1]}`),
    );
  assert.deepEqual(own, []);
});
