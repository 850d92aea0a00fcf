import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { UserError } from '../../../extension/engine/errors.js';
import { analyse, isReadable } from '../../../extension/host/configs/documents/analysis.js';
import { referencesOf } from '../../../extension/host/configs/help/references.js';
import { type Entry, entriesOf, entryAt } from '../../../extension/host/configs/text/entries.js';
import { root } from '../../support/root.js';

/** Each entry with what its spans cover. */
function shown(text: string): string[] {
  const cut = (span: Entry['valueSpan']) => span && text.slice(span.start, span.end).trimEnd();
  return entriesOf(text).map(({ key, nameSpan, valueSpan }) => `${key} ${cut(nameSpan)}: ${cut(valueSpan) ?? ''}`);
}

test('entries are found in lines, braces and quotes', () => {
  assert.deepEqual(shown('DATA: # here\n  IMG_SIZE: 96  # px\n  BATCH_SIZE:\n"SEED": 1\n'), [
    'DATA DATA: IMG_SIZE: 96  # px\n  BATCH_SIZE:',
    'DATA.IMG_SIZE IMG_SIZE: 96',
    'DATA.BATCH_SIZE BATCH_SIZE: ',
    'SEED "SEED": 1',
  ]);
  assert.deepEqual(shown('MODEL: {VIT: {DEPTH: 4}, TYPE: vit}'), [
    'MODEL MODEL: {VIT: {DEPTH: 4}, TYPE: vit}',
    'MODEL.VIT VIT: {DEPTH: 4}',
    'MODEL.VIT.DEPTH DEPTH: 4',
    'MODEL.TYPE TYPE: vit',
  ]);
  assert.deepEqual(shown('DATA:\r\n  IMG_SIZE: 96\r\nSEED: 1\r\n').slice(1), [
    'DATA.IMG_SIZE IMG_SIZE: 96',
    'SEED SEED: 1',
  ]);
});

test('entries are found in texts that are no YAML at the moment', () => {
  assert.ok(shown('DATA:\n  IMG_SIZE: 96\n  BA\nTRAIN:\n  EPOCHS: 3\n').includes('TRAIN.EPOCHS EPOCHS: 3'));
  assert.ok(shown('DATA:\n\tIMG_SIZE: 96\nSEED: 1\n').some(line => line.startsWith('DATA ')));
  assert.ok(shown('SEED: 1\nBASE: [a.yaml,').includes('SEED SEED: 1'));
  assert.deepEqual(shown(''), []);
  assert.deepEqual(shown('- a\n- b\n'), []);
});

test('a place in the text belongs to a name, a value, or nothing', () => {
  const text = 'DATA:\n  IMG_SIZE: 96   # px\n  NOISE: {TYPE: [gaussian]}\n\nSEED: 1\n';
  const entries = entriesOf(text);
  const at = (word: string) => {
    const found = entryAt(entries, text.indexOf(word) + 1);
    return found && `${found.part} of ${found.entry.key}`;
  };
  assert.equal(at('IMG_SIZE'), 'name of DATA.IMG_SIZE');
  assert.equal(at('96'), 'value of DATA.IMG_SIZE');
  assert.equal(at('gaussian'), 'value of DATA.NOISE.TYPE');
  assert.equal(at('DATA'), 'name of DATA');
  assert.equal(at('# px'), 'value of DATA', 'comments are in the section, not in the value');
});

test('an alias has the value of its anchor', () => {
  const entries = entriesOf("BASE: &files ['a.yaml']\nTAG: &name demo\nMODEL:\n  NAME: *name\n");
  assert.equal(entries.find(({ key }) => key === 'MODEL.NAME')?.text, 'demo');
  assert.deepEqual(
    entries[0]!.items.map(({ text }) => text),
    ['a.yaml'],
  );
});

test('files and folders that a config names', () => {
  const text =
    "BASE: ['a.yaml', /b/c.yaml]\nDATA:\n  DATA_PATH: ../photos\nMODEL: {RESUME: ''}\nPRETRAINED: x.safetensors\nTAG: t\n";
  const found = referencesOf(entriesOf(text), '/w/configs/d.yaml');
  assert.deepEqual(
    found.map(({ path, span }) => [path, text.slice(span.start, span.end)]),
    [
      ['/w/configs/a.yaml', "'a.yaml'"],
      ['/b/c.yaml', '/b/c.yaml'],
      ['/w/photos', '../photos'],
      ['/w/configs/x.safetensors', 'x.safetensors'],
    ],
  );
});

/** A disk of a few texts. */
function disk(files: Record<string, string>): (file: string) => string {
  return file => {
    const text = files[file];
    if (text === undefined) throw new UserError(`${file} cannot be read: there is no such file.`);
    return text;
  };
}

test('an analysis follows BASE and names every file on the way, those that are missing included', () => {
  const read = disk({ '/w/a.yaml': "BASE: ['sub/b.yaml']\nSEED: 7\n", '/w/sub/b.yaml': 'DATA: {BATCH_SIZE: 4}\n' });
  const { config, bases, diagnostics } = analyse("BASE: ['a.yaml', 'none.yaml']\n", '/w/c.yaml', read);
  assert.deepEqual(bases, ['/w/a.yaml', '/w/sub/b.yaml', '/w/none.yaml']);
  assert.equal(config.DATA.BATCH_SIZE, 4);
  assert.equal(config.SEED, 7);
  assert.deepEqual(
    diagnostics.map(({ code, line, message }) => [code, line, message]),
    [['base', 1, 'BASE: /w/none.yaml cannot be read: there is no such file.']],
  );
});

test('files that inherit from each other in a circle are a problem, not an endless loop', () => {
  const read = disk({ '/w/a.yaml': "BASE: ['b.yaml']\n", '/w/b.yaml': "BASE: ['a.yaml']\n" });
  const { diagnostics } = analyse(read('/w/a.yaml'), '/w/a.yaml', read);
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ['base'],
  );
  const itself = analyse("BASE: ['a.yaml']\n", '/w/a.yaml', read);
  assert.equal(itself.diagnostics[0]!.code, 'base');
});

test('a text that is no YAML is known for one', () => {
  const read = disk({});
  assert.ok(isReadable(analyse('SEED: -1\nFOO: 3\n', '/a.yaml', read)));
  for (const text of ['SEED: 1\nSEED: 2\n', '\tSEED: 1\n', 'TAG: "a\n', 'SEED: 1\nSE\nTAG: a\n']) {
    assert.ok(!isReadable(analyse(text, '/a.yaml', read)), text);
  }
});

test('an alias without an anchor is a problem', () => {
  const { diagnostics } = analyse('SEED: 1\nDATA: *photos\n', '/a.yaml', disk({}));
  assert.deepEqual(
    diagnostics.map(({ code, line }) => [code, line]),
    [['yaml', 2]],
  );
});

test('a long config with nothing wrong in it is read without a look at the disk', t => {
  const small = readFileSync(`${root}examples/configs/vit_small.yaml`, 'utf8');
  const text = small + '# more to read\n'.repeat(300 - small.split('\n').length);
  const start = performance.now();
  const read = (file: string) => assert.fail(`${file} was read`);
  assert.deepEqual(analyse(text, '/a.yaml', read).diagnostics, []);
  t.diagnostic(`300 lines analysed in ${Math.round(performance.now() - start)} ms`);
});
