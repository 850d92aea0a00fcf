import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { root } from '../support/root.js';

/** As far as this test reads it. */
interface Manifest {
  main: string;
  icon: string;
  engines: { vscode: string };
  contributes: {
    commands: { command: string; title: string; enablement?: string }[];
    menus: Record<string, { command: string; when?: string }[]>;
    viewsWelcome: { contents: string; when?: string }[];
    walkthroughs: { steps: { completionEvents: string[]; media: Record<string, string> }[] }[];
  };
}

const text = await readFile(join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(text) as Manifest;
const { commands, menus, walkthroughs } = manifest.contributes;
const host = (file: string) => readFile(join(root, 'extension/host', file), 'utf8');

/** What the table of commands says, by names without the 'mfm.'. */
async function commandTable(): Promise<Map<string, { needsTrust: boolean }>> {
  const entries = (await host('commands/table.ts')).matchAll(/^ {2}(\w+): \{ run: \1, needsTrust: (true|false) \},$/gm);
  return new Map(Array.from(entries, ([, name, trust]) => [name!, { needsTrust: trust === 'true' }]));
}

suite('package.json', () => {
  test('names exactly the commands that there are', async () => {
    const named = commands.map(({ command }) => command.replace(/^mfm\./, '')).sort();
    assert.deepEqual(named, [...(await commandTable()).keys()].sort());
    for (const name of named) assert.ok(existsSync(join(root, `extension/host/commands/${name}.ts`)), name);
  });

  test('hides exactly the commands that ask for trust where there is none', async () => {
    const table = await commandTable();
    assert.ok(table.size > 20);
    for (const { command, enablement = '' } of commands) {
      const isHidden = enablement.split(' && ').includes('isWorkspaceTrusted');
      assert.equal(isHidden, table.get(command.replace(/^mfm\./, ''))!.needsTrust, command);
    }
  });

  test('names no unknown command in menus, links and completion events', () => {
    const known = new Set(commands.map(({ command }) => command));
    const inMenus = Object.values(menus).flatMap(items => items.map(({ command }) => command));
    const elsewhere = [...text.matchAll(/(?:onCommand|command):(mfm\.\w+)/g)].map(match => match[1]!);
    assert.deepEqual(
      [...inMenus, ...elsewhere].filter(command => !known.has(command)),
      [],
    );
  });

  test('lists commands for the palette by verb, in title case, without their category', async () => {
    const titles = await nls();
    for (const { title } of commands) {
      const shown = titles[title.slice(1, -1)]!;
      assert.match(shown, /^[A-Z][\w-]*( ([A-Z]\w*|in|to))*$/, shown);
    }
  });

  test('uses context keys that are set, and no others', async () => {
    const set = [...(await host('common/contextKeys.ts')).matchAll(/'(mfm\.\w+)': boolean/g)].map(match => match[1]!);
    const conditions = [...text.matchAll(/"(?:when|enablement)": "([^"]*)"|onContext:(mfm\.\w+)/g)]
      .map(match => match[1] ?? match[2]!)
      .map(condition => condition.replaceAll(/view == mfm\.\w+/g, ''));
    const used = new Set(conditions.flatMap(condition => condition.match(/mfm\.\w+/g) ?? []));
    assert.deepEqual([...used].sort(), set.sort());
  });

  test('uses exactly the strings of package.nls.json', async () => {
    const used = new Set([...text.matchAll(/"%([^%"]+)%"/g)].map(match => match[1]!));
    assert.deepEqual([...used].sort(), Object.keys(await nls()).sort());
  });

  test('names files that are there', () => {
    const media = walkthroughs.flatMap(({ steps }) => steps.flatMap(step => Object.values(step.media)));
    const urls = [...text.matchAll(/"url": "\.\/([^"]+)"/g)].map(match => match[1]!);
    const icons = [...text.matchAll(/"icon": "(media\/[^"]+)"/g)].map(match => match[1]!);
    for (const file of [...media, ...urls, ...icons]) assert.ok(existsSync(join(root, file)), `${file} is missing`);
  });

  test('asks for the oldest VS Code that the tests run in', async () => {
    const oldest = JSON.parse(await readFile(join(root, 'test/vscode/oldest/package.json'), 'utf8')) as {
      dependencies: { 'code-server': string };
    };
    // code-server 4.100.x carries VS Code 1.100.x.
    const minor = oldest.dependencies['code-server'].split('.')[1];
    assert.equal(manifest.engines.vscode, `^1.${minor}.0`);
  });
});

async function nls(): Promise<Record<string, string>> {
  return JSON.parse(await readFile(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
}
