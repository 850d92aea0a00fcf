import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { encoderTypes } from '../../extension/engine/config/encoders/registry.js';
import { packagesAtStart, packagesBehind, readImports, type SourceFile, withoutComments } from '../support/imports.js';
import { root } from '../support/root.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

/** For each folder of extension/, the folders it may import from besides itself. */
const mayImport: Record<string, string[]> = {
  protocol: [],
  engine: ['protocol'],
  tensorflow: ['engine', 'protocol'],
  worker: ['tensorflow', 'engine', 'protocol'],
  cli: ['worker', 'tensorflow', 'engine', 'protocol'],
  host: ['engine', 'protocol'],
};

/** What must not come into the editor's process, however indirectly. */
const heavy = /^(@tensorflow\/|sharp$|koffi$)/;

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

test('folders beside each other do not import each other in circles, not even types', async () => {
  assert.deepEqual(circles(await readImports(join(root, 'extension'))), []);
});

/** The tables of the families of encoders, and the families' own files. */
const ofFamilies = new RegExp(
  `^engine/(config/encoders|models/encoders|checkpoint/foreign|export/onnx)/(registry|(${encoderTypes.join('|')})\\w*)\\.ts$`,
);

/** Where a file asks which family of encoders it has to do with, instead of asking the family; as sentences. */
async function askedFamilies(dir: string, paths: readonly string[]): Promise<string[]> {
  const asks = new RegExp(`"(${encoderTypes.join('|')})"|\\bTYPE\\s*[!=]==?|switch\\s*\\([^)]*\\bTYPE\\)`);
  const found: string[] = [];
  for (const path of paths.filter(name => !ofFamilies.test(name))) {
    const [asked] = asks.exec(await withoutComments(join(dir, path))) ?? [];
    if (asked) found.push(`${path} asks for ${asked}`);
  }
  return found;
}

test('families of encoders are named in their tables and in their own files alone', async () => {
  const extension = join(root, 'extension');
  const files = (await readImports(extension)).map(({ path }) => path);
  assert.deepEqual(await askedFamilies(extension, files), []);
  const pages = (await readdir(join(root, 'webview'), { recursive: true })).filter(
    path => path.endsWith('.ts') && !path.startsWith('dev'),
  );
  assert.ok(pages.length > 20, `only ${pages.length} files were found`);
  assert.deepEqual(await askedFamilies(join(root, 'webview'), pages), []);
});

for (const [what, source] of [
  ['a family by its name', "export const is = (type: string) => type === 'swin';"],
  ['the type of a config', 'export const is = (c: { TYPE: string }, t: string) => c.TYPE !== t;'],
  ['the type of a config, case by case', 'export const of = (c: { TYPE: string }) => {\n  switch (c.TYPE) {\n  }\n};'],
] as const) {
  test(`the check notices: a file asks for ${what}`, async t => {
    const dir = await writeFiles(t, { 'engine/a.ts': source, 'engine/models/encoders/swin.ts': source });
    const found = await askedFamilies(dir, ['engine/a.ts', 'engine/models/encoders/swin.ts']);
    assert.equal(found.length, 1, found.join('; '));
    assert.match(found[0]!, /^engine\/a\.ts asks for/);
  });
}

test('no tfjs, sharp or koffi gets into the extension host', async () => {
  const packages = await packagesBehind(join(root, 'extension'), 'host/extension.ts');
  assert.ok(packages.includes('vscode'), packages.join());
  assert.deepEqual(
    packages.filter(name => heavy.test(name)),
    [],
  );
});

test('nothing is parsed as YAML while VS Code starts: activation loads few packages', async () => {
  const packages = await packagesAtStart(join(root, 'extension'), 'host/extension.ts');
  assert.ok(packages.includes('vscode'), packages.join());
  const others = packages.filter(name => name !== 'vscode' && !name.startsWith('node:'));
  // The schemas of what is read from disk; a few kilobytes.
  assert.deepEqual(others, ['valibot']);
});

/** Folders with the same parent that import each other in a circle, however long the way; as sentences. */
function circles(files: SourceFile[]): string[] {
  const imports = new Map<string, Set<string>>();
  for (const { path, imports: imported } of files) {
    for (const other of imported.filter(name => name.endsWith('.ts'))) {
      const [from, to] = apart(path.split('/'), other.split('/'));
      if (from && to) imports.set(from, (imports.get(from) ?? new Set()).add(to));
    }
  }
  return [...imports.keys()]
    .filter(folder => reaches(imports, folder, folder))
    .map(folder => `${folder} is in a circle`);
}

/** The folders in which the ways to two files part; nothing where one of them is no folder. */
function apart(a: string[], b: string[]): [string?, string?] {
  const parts = a.findIndex((part, i) => part !== b[i]);
  if (parts < 0 || parts >= a.length - 1 || parts >= b.length - 1) return [];
  return [a.slice(0, parts + 1).join('/'), b.slice(0, parts + 1).join('/')];
}

function reaches(imports: Map<string, Set<string>>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [...(imports.get(from) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === to) return true;
    if (!seen.has(next)) open.push(...(imports.get(next) ?? []));
    seen.add(next);
  }
  return false;
}

test('the check notices a circle of three folders, closed by a type', async t => {
  const dir = await writeFiles(t, {
    'engine/a/a.ts': "export { b } from '../b/b.js';",
    'engine/b/b.ts': "export { c as b } from '../c/deep/c.js';",
    'engine/c/deep/c.ts': "import type { A } from '../../a/d.js';\nexport const c: A = 1;",
    'engine/a/d.ts': 'export type A = number;',
    'engine/e/e.ts': "export { b } from '../b/b.js';",
  });
  const found = circles(await readImports(dir));
  assert.deepEqual(found.sort(), ['engine/a is in a circle', 'engine/b is in a circle', 'engine/c is in a circle']);
});

for (const [name, source] of [
  ['tfjs', "import * as tf from '@tensorflow/tfjs-core';\nexport const b = tf.tensor;"],
  ['sharp, dynamically', "export const b = () => import('sharp');"],
] as const) {
  test(`the check notices: host loads ${name} through the engine`, async t => {
    const dir = await writeFiles(t, {
      'host/extension.ts': "import { c } from '../engine/c.js';\nimport 'vscode';\nexport const activate = () => c;",
      'engine/c.ts': "import { b } from './b.js';\nexport const c = () => b;",
      'engine/b.ts': source,
    });
    const packages = await packagesBehind(dir, 'host/extension.ts');
    assert.equal(packages.filter(found => heavy.test(found)).length, 1, packages.join());
  });
}

test('the check lets types pass into the extension host', async t => {
  const dir = await writeFiles(t, {
    'host/extension.ts': "import type { T } from '../engine/b.js';\nexport const t: T | undefined = undefined;",
    'engine/b.ts': "import * as tf from '@tensorflow/tfjs-core';\nexport type T = tf.Tensor;",
  });
  assert.deepEqual(await packagesBehind(dir, 'host/extension.ts'), []);
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
  ['worker imports host', 'worker/a.ts', "export const h = () => import('../host/h.js');"],
  ['host imports worker', 'host/a.ts', "import '../worker/w.js';"],
  ['vscode outside host', 'cli/a.ts', "import 'vscode';"],
  ['vscode in the engine', 'engine/a.ts', "import type { Uri } from 'vscode';\nexport type U = Uri;"],
  ['tfjs in host', 'host/a.ts', "import '@tensorflow/tfjs-core';"],
  ['an unknown folder', 'misc/a.ts', 'export const a = 1;'],
];

for (const [name, path, source] of breaches) {
  test(`the check notices: ${name}`, async t => {
    const dir = await writeFiles(t, {
      'cli/b.ts': 'export const b = 1;',
      'engine/e.ts': 'export const e = 1;',
      'tensorflow/t.ts': 'export type T = number;',
      'worker/w.ts': 'export const w = 1;',
      'host/h.ts': 'export const h = 1;',
      [path]: source,
    });
    const found = violations(await readImports(dir));
    assert.equal(found.length, 1, found.join('; '));
    assert.ok(found[0]!.startsWith(path), found[0]);
  });
}

test('comments may speak of the console, and allowed imports pass', async t => {
  const dir = await writeFiles(t, {
    'protocol/events.ts': 'export interface E { a: number }',
    'engine/a.ts': "// the console shows it\nimport type { E } from '../protocol/events.js';\nexport type F = E;",
    'worker/w.ts': "import type { F } from '../engine/a.js';\nexport type G = F;",
    'cli/c.ts': "import type { G } from '../worker/w.js';\nexport type H = G;",
    'host/h.ts': "import 'vscode';\nimport type { F } from '../engine/a.js';\nexport type I = F;",
  });
  assert.deepEqual(violations(await readImports(dir)), []);
});

async function writeFiles(t: TestContext, files: Record<string, string>): Promise<string> {
  const dir = await temporaryFolder(t);
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(dir, dirname(file)), { recursive: true });
    await writeFile(join(dir, file), text);
  }
  return dir;
}
