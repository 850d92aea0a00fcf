import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/root.js';

/** What may be inside a page's script. */
const packages =
  /^(svelte|clsx|esm-env|@vscode\/webview-ui-toolkit|@microsoft\/fast-(element|foundation|web-utilities)|tslib|exenv-es6|tabbable|uplot)$/;

interface Source {
  /** From the project's root. */
  path: string;
  /** Paths from the project's root, or names of packages. */
  imports: string[];
}

/** Every breach of the layering by the sources of pages, types included, as sentences. */
function violations(sources: Source[]): string[] {
  return sources.flatMap(({ path, imports }) =>
    imports.filter(imported => isForbidden(path, imported)).map(imported => `${path} imports ${imported}`),
  );
}

function isForbidden(path: string, imported: string): boolean {
  const folder = path.split('/')[1];
  if (imported === '@vscode/webview-ui-toolkit') return folder !== 'ui';
  if (/^uplot(\/|$)/.test(imported)) return folder !== 'plots';
  if (/^svelte(\/|$)/.test(imported)) return false;
  const [layer, part] = imported.split('/');
  if (layer === 'extension') return part !== 'protocol' && part !== 'engine';
  if (layer !== 'webview') return true;
  // What stands in for the extension sees everything of the pages, and they nothing of it.
  const shared = ['ui', 'plots', 'host', ...(isPage(folder) ? ['classes'] : [])];
  return folder !== 'dev' && folder !== part && !shared.includes(part!);
}

/** Components, plots and the way to the extension know no page, and nothing that only pages have. */
function isPage(folder?: string): boolean {
  return !['ui', 'plots', 'host', 'classes'].includes(folder ?? '');
}

/** Statements from a file and for its effects, and calls. */
const imports =
  /^\s*(?:import|export)\s[\w$*{},\s]*?\bfrom\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;

function sourceOf(path: string, text: string): Source {
  const specifiers = [...text.matchAll(imports)].map(match => (match[1] ?? match[2] ?? match[3])!);
  return { path, imports: specifiers.map(name => (name.startsWith('.') ? resolved(path, name) : name)) };
}

function resolved(path: string, name: string): string {
  return posix.join(posix.dirname(path), name);
}

/** The packages inside a page's script, sooner or later, and the files of ours. */
function bundled(): { packages: string[]; files: string[] } {
  const metafile = JSON.parse(readFileSync(join(root, 'dist/metafiles/webview.json'), 'utf8')) as {
    inputs: Record<string, unknown>;
  };
  const paths = Object.keys(metafile.inputs);
  const names = paths.flatMap(path => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return { packages: [...new Set(names)], files: paths.filter(path => !path.includes('node_modules/')) };
}

test('pages import the protocol, the engine and what is theirs', () => {
  const paths = readdirSync(join(root, 'webview'), { recursive: true, encoding: 'utf8' })
    .map(path => `webview/${path.replaceAll('\\', '/')}`)
    .filter(path => /\.(ts|svelte)$/.test(path));
  assert.ok(paths.length > 20, `only ${paths.length} files were found`);
  assert.deepEqual(violations(paths.map(path => sourceOf(path, readFileSync(join(root, path), 'utf8')))), []);
});

test('no tfjs, sharp, koffi or anything else unknown gets into a page', () => {
  const found = bundled();
  assert.ok(found.packages.includes('svelte'), found.packages.join());
  assert.deepEqual(
    found.packages.filter(name => !packages.test(name)),
    [],
  );
  assert.deepEqual(
    found.files.filter(path => !/^(webview\/(?!dev\/)|extension\/(protocol|engine)\/)/.test(path) && !isVirtual(path)),
    [],
  );
});

/** The styles of components, which the compiler hands to the bundler under names of its own. */
function isVirtual(path: string): boolean {
  return path.startsWith('fakecss:');
}

for (const [name, path, text] of [
  ['a type of the host', 'webview/run/a.ts', "import type { App } from '../../extension/host/app/app.js';"],
  ['Node', 'webview/run/a.ts', "import { join } from 'node:path';"],
  ['vscode', 'webview/host/a.ts', "import type { Uri } from 'vscode';"],
  ['the toolkit outside ui', 'webview/run/A.svelte', "<script>\n  import '@vscode/webview-ui-toolkit';\n</script>"],
  ['another page', 'webview/run/a.ts', "import { b } from '../spectrum/b.js';"],
  ['a page in the components', 'webview/ui/a.ts', "export { b } from '../run/b.js';"],
  ['what pages share in the components', 'webview/ui/a.ts', "export { b } from '../classes/b.js';"],
  ['a stand-in in a page', 'webview/run/a.ts', "import '../dev/frame/standIn.js';"],
] as const) {
  test(`the check notices: ${name}`, () => {
    assert.equal(violations([sourceOf(path, text)]).length, 1);
  });
}

test('what is allowed passes', () => {
  const text = `
    import type { Host } from '../host/host.js';
    import Button from '../ui/Button.svelte';
    import { fft2 } from '../../extension/engine/frequency/fft.js';
    import { RpcClient } from '../../extension/protocol/rpc.js';
    import { mount } from 'svelte';
    import './own.css';`;
  const source = sourceOf('webview/run/a.ts', text);
  assert.equal(source.imports.length, 6);
  assert.deepEqual(violations([source]), []);
});
