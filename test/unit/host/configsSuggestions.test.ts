// biome-ignore-all lint/suspicious/noTemplateCurlyInString: VS Code's snippets are written like this
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { assemble, parseConfig } from '../../../extension/engine/config/parse.js';
import { fields } from '../../../extension/engine/config/schema.js';
import { cursorAt } from '../../../extension/host/configs/completion/cursor.js';
import { pathSuggestions } from '../../../extension/host/configs/completion/pathSuggestions.js';
import {
  keySuggestions,
  type Suggestion,
  valueSuggestions,
} from '../../../extension/host/configs/completion/suggestions.js';
import type { KeyCursor, ValueCursor } from '../../../extension/host/configs/completion/valueCursor.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';

function suggested(marked: string): Suggestion[] {
  const cursor = cursorAt(marked.replace('|', ''), marked.indexOf('|'));
  assert.ok(cursor, marked);
  return cursor.kind === 'key' ? keySuggestions(cursor) : valueSuggestions(cursor);
}

const labels = (marked: string) => suggested(marked).map(({ label }) => label);

/** The text that a snippet leaves when every default is accepted. */
function accepted(snippet: string): string {
  return snippet
    .replace(/\$\{1\|((?:\\.|[^,|])*).*\|\}/, '$1')
    .replace(/\$\{1:((?:\\.|[^}])*)\}/, '$1')
    .replace(/\$[01]/g, '')
    .replace(/\\(.)/g, '$1');
}

test('the keys of a section come in the order of the schema, without those that it has', () => {
  const found = labels('TRAIN:\n  EPOCHS: 3\n  OPTIMIZER:\n    |\n');
  assert.deepEqual(found, ['NAME', 'EPS', 'BETAS', 'MOMENTUM']);
  assert.deepEqual(labels('TRAIN:\n  OPTIMIZER:\n    EPS: 1e-8\n    |\n'), ['NAME', 'BETAS', 'MOMENTUM']);
  assert.deepEqual(labels('|').slice(0, 6), ['BASE', 'DATA', 'MODEL', 'TRAIN', 'AUG', 'TEST']);
  assert.deepEqual(labels('NONSENSE:\n  |\n'), []);
});

test('every key that is accepted with its default is a valid config', () => {
  for (const key of fields.keys()) {
    const parts = key.split('.');
    const opened = parts.slice(0, -1).map((part, i) => `${'  '.repeat(i)}${part}:\n`);
    const indent = '  '.repeat(parts.length - 1);
    const found = suggested(`${opened.join('')}${indent}|`).find(({ label }) => label === parts.at(-1));
    assert.ok(found, key);
    if (key === 'BASE' || found.goesOn) continue;
    const text = `${opened.join('')}${indent}${accepted(found.snippet)}\n`;
    assert.doesNotThrow(() => parseConfig(text, 'a.yaml'), text);
  }
});

test('keys bring their default, choices to choose from, sections their first line', () => {
  const snippet = (marked: string, label: string) => suggested(marked).find(found => found.label === label)?.snippet;
  assert.equal(snippet('DATA:\n  |', 'IMG_SIZE'), 'IMG_SIZE: ${1:224}');
  assert.equal(snippet('DATA:\n  |', 'FILTER_TYPE'), 'FILTER_TYPE: ${1|mfm,sr,deblur,denoise|}');
  assert.equal(snippet('TRAIN:\n  |', 'USE_CHECKPOINT'), 'USE_CHECKPOINT: ${1|False,True|}');
  assert.equal(snippet('MODEL:\n  VIT:\n    |', 'INIT_VALUES'), 'INIT_VALUES: ${1:0.1}');
  assert.equal(snippet('TRAIN:\n  |', 'WARMUP_LR'), 'WARMUP_LR: ${1:2.5e-7}');
  assert.equal(snippet('|', 'DATA'), 'DATA:\n  $0');
  assert.equal(snippet('MODEL: {|', 'VIT'), 'VIT: {$0}');
  assert.equal(snippet('DATA:\n  I|: 96\n', 'IMG_SIZE'), 'IMG_SIZE', 'what follows the name stays');
});

test('keys and values bring what a file of BASE says, before the default', () => {
  const texts: Record<string, string> = { '/c/base.yaml': 'TRAIN: {EPOCHS: 7, AUTO_RESUME: False}\nTAG: mine\n' };
  const { inherited } = assemble('BASE: [base.yaml]\nTAG: other\n', '/c/a.yaml', { readBase: file => texts[file]! });
  const cursor = (marked: string) => cursorAt(marked.replace('|', ''), marked.indexOf('|'));
  const keys = keySuggestions(cursor('TRAIN:\n  |') as KeyCursor, inherited);
  const key = (name: string) => keys.find(({ label }) => label === name)!;
  assert.equal(key('EPOCHS').snippet, 'EPOCHS: ${1:7}');
  assert.deepEqual(key('EPOCHS').inherited, { word: '7', file: 'base.yaml' });
  assert.equal(key('AUTO_RESUME').snippet, 'AUTO_RESUME: ${1|False,True|}');
  assert.equal(key('WARMUP_EPOCHS').inherited, undefined);
  const values = valueSuggestions(cursor('TAG: |') as ValueCursor, inherited);
  assert.deepEqual(
    values.map(({ label, preselect, isDefault }) => [label, preselect, isDefault]),
    [
      ['mine', true, false],
      ['default', false, true],
    ],
  );
});

test('values are the choices, truth values and None, with the default marked', () => {
  assert.deepEqual(labels('MODEL:\n  TYPE: |'), ['vit', 'swin', 'resnet', 'convnext']);
  assert.deepEqual(labels('TRAIN:\n  AUTO_RESUME: |'), ['True', 'False']);
  assert.deepEqual(labels('TRAIN:\n  CLIP_GRAD: |'), ['None', '3']);
  assert.deepEqual(labels('DATA:\n  NOISE:\n    TYPE: [|]'), ['gaussian', 'poisson']);
  assert.deepEqual(labels('DATA:\n  NOISE:\n    TYPE: |'), ['[gaussian, poisson]']);
  assert.deepEqual(labels('AMP_OPT_LEVEL: |'), ["''", 'O0', 'O1', 'O2', 'auto']);
  assert.deepEqual(labels('DATA:\n  DATA_PATH: |'), []);
  const marked = suggested('TRAIN:\n  AUTO_RESUME: |').filter(found => found.isDefault);
  assert.deepEqual(
    marked.map(({ label }) => label),
    ['True'],
  );
  assert.equal(suggested("MODEL:\n  TYPE: 'v|'")[0]!.snippet, "'vit'", 'quotes that were begun stay');
});

test('paths go on with what is on the disk', async t => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'configs'));
  await mkdir(join(folder, 'my photos (1)'));
  await mkdir(join(folder, '.hidden'));
  for (const name of ['configs/a.yaml', 'configs/b.yml', 'configs/note.txt', 'model.safetensors']) {
    await writeFile(join(folder, name), '');
  }
  const file = join(folder, 'configs', 'a.yaml');
  async function paths(marked: string): Promise<string[]> {
    const cursor = cursorAt(marked.replace('|', ''), marked.indexOf('|')) as ValueCursor;
    return (await pathSuggestions(cursor, file)).map(({ label, snippet }) => `${label} as ${snippet}`);
  }
  assert.deepEqual(await paths('BASE: |'), ["b.yml as ['b.yml']", "../ as ['../$0']"]);
  assert.deepEqual(await paths("BASE: ['|']"), ["b.yml as 'b.yml'", "../ as '../$0'"]);
  assert.deepEqual(await paths('BASE:\n  - |'), ['b.yml as b.yml', '../ as ../$0']);
  const above = await paths('DATA:\n  DATA_PATH: ../|');
  assert.deepEqual(above.sort(), [
    '../../ as ../../$0',
    '../configs/ as ../configs/$0',
    '../my photos (1)/ as ../my photos (1)/$0',
  ]);
  assert.ok((await paths('PRETRAINED: ../mo|')).includes('../model.safetensors as ../model.safetensors'));
  assert.ok(!(await paths('OUTPUT: ../mo|')).includes('../model.safetensors as ../model.safetensors'));
  assert.deepEqual(await paths('DATA:\n  DATA_PATH: nowhere/|'), []);
  assert.deepEqual(await paths('SEED: |'), []);
});
