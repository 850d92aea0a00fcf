import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { readImports, type SourceFile } from '../support/imports.js';
import { root } from '../support/root.js';

/** For each folder of extension/, the folders it may import from besides itself. */
const mayImport: Record<string, string[]> = {
  protocol: [],
  engine: ['protocol'],
  tensorflow: ['engine', 'protocol'],
  worker: ['tensorflow', 'engine', 'protocol'],
  cli: ['tensorflow', 'engine', 'protocol'],
  host: ['protocol'],
};

/** Every breach of the layering, as sentences. */
function violations(files: SourceFile[]): string[] {
  return files.flatMap(({ path, imports, usesConsole }) => {
    const layer = path.split('/')[0]!;
    const allowed = mayImport[layer];
    if (!allowed) return [`${path} lies in a folder that the layering does not know`];
    const found = imports.filter(imported => isForbidden(layer, allowed, imported)).map(i => `${path} imports ${i}`);
    if (layer === 'engine' && usesConsole) found.push(`${path} uses the console`);
    return found;
  });
}

function isForbidden(layer: string, allowed: string[], imported: string): boolean {
  if (imported.endsWith('.ts')) return ![layer, ...allowed].includes(imported.split('/')[0]!);
  if (imported === 'vscode') return layer !== 'host';
  if (imported.startsWith('@tensorflow/')) return layer === 'protocol' || layer === 'host';
  if (/^(node:)?child_process$/.test(imported)) return layer === 'engine';
  return layer === 'protocol';
}

test('imports of extension/ point one way', async () => {
  const files = await readImports(join(root, 'extension'));
  assert.ok(files.length > 50, `only ${files.length} files were found`);
  assert.deepEqual(violations(files), []);
});

const breaches: [name: string, path: string, source: string][] = [
  ['engine imports cli', 'engine/a.ts', "export { b } from '../cli/b.js';"],
  [
    'engine imports a type of tensorflow',
    'engine/a.ts',
    "import type { T } from '../tensorflow/t.js';\nexport type U = T;",
  ],
  ['a dynamic import counts', 'engine/a.ts', "export const b = () => import('../cli/b.js');"],
  ['engine starts processes', 'engine/a.ts', "import 'node:child_process';"],
  ['engine prints', 'engine/a.ts', "console.log('hello');"],
  ['tensorflow imports cli', 'tensorflow/a.ts', "import '../cli/b.js';"],
  ['worker imports cli', 'worker/a.ts', "import '../cli/b.js';"],
  ['protocol imports a package', 'protocol/a.ts', "import 'node:fs';"],
  ['protocol imports engine', 'protocol/a.ts', "import '../engine/e.js';"],
  ['vscode outside host', 'cli/a.ts', "import 'vscode';"],
  ['tfjs in host', 'host/a.ts', "import '@tensorflow/tfjs-core';"],
  ['an unknown folder', 'misc/a.ts', 'export const a = 1;'],
];

for (const [name, path, source] of breaches) {
  test(`the check notices: ${name}`, async t => {
    const dir = await mkdtemp(join(tmpdir(), 'mfm-layering-'));
    t.after(() => rm(dir, { recursive: true }));
    const files = { 'cli/b.ts': 'export const b = 1;', 'engine/e.ts': 'export const e = 1;', [path]: source };
    files['tensorflow/t.ts'] = 'export type T = number;';
    for (const [file, text] of Object.entries(files)) {
      await mkdir(join(dir, dirname(file)), { recursive: true });
      await writeFile(join(dir, file), text);
    }
    const found = violations(await readImports(dir));
    assert.equal(found.length, 1, found.join('; '));
    assert.ok(found[0]!.startsWith(path), found[0]);
  });
}

test('comments may speak of the console, and allowed imports pass', async t => {
  const dir = await mkdtemp(join(tmpdir(), 'mfm-layering-'));
  t.after(() => rm(dir, { recursive: true }));
  await mkdir(join(dir, 'engine'));
  await mkdir(join(dir, 'protocol'));
  await writeFile(join(dir, 'protocol/events.ts'), 'export interface E { a: number }');
  await writeFile(
    join(dir, 'engine/a.ts'),
    "// the console shows it\nimport type { E } from '../protocol/events.js';\nexport type F = E;",
  );
  assert.deepEqual(violations(await readImports(dir)), []);
});
