import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { shownWidth, table } from '../../extension/cli/table.js';
import { visible, visibleInLine } from '../../extension/engine/text/visible.js';
import { root } from '../support/root.js';

const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => String.fromCharCode(first + i));
const layout = ['\n', '\t'];
const unseen = [
  ...range(0, 0x1f).filter(character => !layout.includes(character)),
  ...range(0x7f, 0x9f),
  ...range(0x202a, 0x202e),
  ...range(0x2066, 0x2069),
  // In an order in which no two make a whole.
  ...['\udc00', '\udfff', '\ud800', '\udbff'],
];

test('every character that a terminal obeys or hides becomes visible, and only those', () => {
  for (const character of unseen)
    assert.match(visible(`a${character}b`), /^a\\u[0-9a-f]{4}b$/, JSON.stringify(character));
  const kept = [
    ...layout,
    ...range(0x20, 0x7e),
    ...range(0xa0, 0x2029),
    ...range(0x202f, 0x2065),
    '日',
    '😀',
    '\uffff',
  ];
  assert.equal(visible(kept.join('')), kept.join(''));
  assert.equal(visible('\x1b]0;owned\x07'), '\\u001b]0;owned\\u0007');
  assert.equal(visibleInLine('a\nb\tc'), 'a\\u000ab\\u0009c');
});

test('JSON stays the same JSON', () => {
  const value = { [unseen.join('')]: [...unseen, ...layout, '\\u001b', '\\', '"'] };
  for (const json of [JSON.stringify(value), JSON.stringify(value, null, 2)]) {
    assert.deepEqual(JSON.parse(visible(json)), value);
    for (const character of unseen) assert.ok(!visible(json).includes(character));
  }
});

test('columns are as wide as what is shown', () => {
  assert.equal(shownWidth('日本 é e\u0301 👨‍👩‍👧 ✔️'), 4 + 1 + 1 + 1 + 1 + 1 + 2 + 1 + 2);
  const lines = table([
    ['a\x1b[31m', '1'],
    ['日本', '2'],
    ['x\ny', '3'],
  ]).split('\n');
  assert.equal(lines.length, 3);
  for (const line of lines) assert.equal(shownWidth(line), 'a\\u001b[31m'.length + 3, line);
});

test('a table may have more rows than a call takes arguments', () => {
  const rows = Array.from({ length: 300_000 }, (_, i) => [`tensor ${i}`, 'F32']);
  assert.equal(table(rows).split('\n').length, rows.length);
});

test('nothing of the command line writes past the place that makes text visible', async () => {
  const folder = join(root, 'extension/cli');
  const writers: string[] = [];
  for (const name of (await readdir(folder, { recursive: true })).filter(name => name.endsWith('.ts'))) {
    const source = await readFile(join(folder, name), 'utf8');
    if (/process\.std(out|err)|\bconsole\.|\\x1b|\\r/.test(source)) writers.push(name);
  }
  // The latter writes nothing.
  assert.deepEqual(writers.sort(), ['brokenStreams.ts', 'terminal.ts']);
  assert.doesNotMatch(await readFile(join(folder, 'brokenStreams.ts'), 'utf8'), /\.write\(/);
});
