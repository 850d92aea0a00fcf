import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkConfig } from '../../../extension/engine/config/check.js';
import { type Fix, fixesOf } from '../../../extension/host/configs/fixes/fixes.js';
import { entriesOf } from '../../../extension/host/configs/text/entries.js';

/** The remedies for the first problem of a text. */
function fixes(text: string, readBase?: (file: string) => string): Fix[] {
  const [found] = checkConfig(text, '/a/a.yaml', readBase);
  assert.ok(found, 'there is a problem');
  const lines = text.split('\n').slice(0, found.line - 1);
  const start = lines.reduce((sum, line) => sum + line.length + 1, 0) + found.column - 1;
  return fixesOf(text, entriesOf(text), { ...found, start });
}

function applied(text: string, { edits }: Fix): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((now, { span, text: put }) => now.slice(0, span.start) + put + now.slice(span.end), text);
}

const mended: [name: string, text: string, kind: Fix['kind'], after: string][] = [
  ['a misspelt key', 'DATA:\n  IMG_SISE: 96\n', 'rename', 'DATA:\n  IMG_SIZE: 96\n'],
  ['a key in small letters', 'DATA:\n  img_size: 96\n', 'rename', 'DATA:\n  IMG_SIZE: 96\n'],
  ['a misspelt section', 'TRIAN:\n  EPOCHS: 30\n', 'rename', 'TRAIN:\n  EPOCHS: 30\n'],
  ['a misspelt key in braces', 'DATA: {IMG_SZE: 96}\n', 'rename', 'DATA: {IMG_SIZE: 96}\n'],
  ['a misspelt key with windows line ends', 'DATA:\r\n  IMG_SISE: 96\r\n', 'rename', 'DATA:\r\n  IMG_SIZE: 96\r\n'],
  [
    'a key in the wrong section',
    'DATA:\n  IMG_SIZE: 96\n  MASK_RADIUS1: 7\n  EPOCHS: 30\nTRAIN:\n  BASE_LR: 1\n',
    'move',
    'DATA:\n  IMG_SIZE: 96\n  MASK_RADIUS1: 7\nTRAIN:\n  EPOCHS: 30\n  BASE_LR: 1\n',
  ],
  ['a key without its section', 'TAG: a\nEPOCHS: 30\n', 'move', 'TAG: a\nTRAIN:\n  EPOCHS: 30\n'],
  ['a key of the top level', 'DATA:\n  TAG: a\n', 'move', 'DATA:\nTAG: a\n'],
  [
    'a key of a section that is not there yet, in one that is',
    'TRAIN:\n  EPOCHS: 30\n  BETAS: [0.9, 0.95]\nSEED: 1\n',
    'move',
    'TRAIN:\n  OPTIMIZER:\n    BETAS: [0.9, 0.95]\n  EPOCHS: 30\nSEED: 1\n',
  ],
  ['a misspelt choice', 'MODEL:\n  TYPE: vitt\n', 'replace', 'MODEL:\n  TYPE: vit\n'],
  [
    'a choice of a list',
    'DATA: {NOISE: {TYPE: [gausian, poisson]}}',
    'replace',
    'DATA: {NOISE: {TYPE: [gaussian, poisson]}}',
  ],
  ['a misspelt truth value', 'TRAIN: {AUTO_RESUME: Ture}', 'replace', 'TRAIN: {AUTO_RESUME: True}'],
  ['a whole number with a point', 'DATA: {BATCH_SIZE: 16.0}', 'replace', 'DATA: {BATCH_SIZE: 16}'],
  ['a text that looks like a number', 'TAG: 100\n', 'replace', "TAG: '100'\n"],
  ['a list without brackets', 'DATA: {BLUR: {KERNEL_SIZE: 7}}', 'replace', 'DATA: {BLUR: {KERNEL_SIZE: [7]}}'],
  ['a BASE without brackets', 'BASE: a.yaml\n', 'replace', 'BASE: [a.yaml]\n'],
  ['a key that is set twice', 'SEED: 1\nTAG: a\nSEED: 2\n', 'remove', 'SEED: 1\nTAG: a\n'],
  [
    'a section that is there twice',
    'DATA:\n  IMG_SIZE: 96\nTAG: a\nDATA:\n  BATCH_SIZE: 3\n\nSEED: 1\n',
    'remove',
    'DATA:\n  IMG_SIZE: 96\nTAG: a\n\nSEED: 1\n',
  ],
  ['a key without effect', 'SEED: 1\nLOCAL_RANK: 1   # of 2\n', 'remove', 'SEED: 1\n'],
  [
    'tabs',
    'DATA:\n\tIMG_SIZE: 96\nMODEL:\n  VIT:\n  \tDEPTH: 4\n',
    'untab',
    'DATA:\n  IMG_SIZE: 96\nMODEL:\n  VIT:\n    DEPTH: 4\n',
  ],
];

for (const [name, text, kind, after] of mended) {
  test(`mended: ${name}`, () => {
    const [best] = fixes(text);
    assert.equal(best?.kind, kind);
    assert.equal(applied(text, best), after);
  });
}

test('a likely remedy is preferred, a guess among several is not', () => {
  assert.equal(fixes('DATA:\n  IMG_SISE: 96\n')[0]!.isPreferred, true);
  const places = fixes('MODEL:\n  NUM_HEADS: 4\n').filter(({ kind }) => kind === 'move');
  assert.deepEqual(
    places.map(({ to }) => to),
    ['MODEL.SWIN', 'MODEL.VIT', 'MODEL.VIT.DECODER'],
  );
  assert.ok(places.every(({ isPreferred }) => !isPreferred));
  const choices = fixes('MODEL: {TYPE: bert}');
  assert.deepEqual(
    choices.map(({ to }) => to),
    ['vit', 'swin', 'resnet', 'convnext'],
  );
  assert.ok(choices.every(({ isPreferred }) => !isPreferred));
});

test('an unknown key can always be removed, with its lines or up to the comma', () => {
  const last = (text: string) => applied(text, fixes(text).at(-1)!);
  assert.equal(last('SEED: 1\nNONSENSE_OF_MINE:\n  A: 1\n  B: 2\n\nTAG: a\n'), 'SEED: 1\n\nTAG: a\n');
  assert.equal(last('DATA: {NONSENSE_OF_MINE: 3, IMG_SIZE: 96}'), 'DATA: {IMG_SIZE: 96}');
  assert.equal(last('DATA: {IMG_SIZE: 96, NONSENSE_OF_MINE: 3}'), 'DATA: {IMG_SIZE: 96}');
  assert.equal(last('NONSENSE_OF_MINE: 3'), '');
});

test('a key is not moved to where it is already, and not given a name that is taken', () => {
  const there = fixes('EPOCHS: 30\nTRAIN:\n  EPOCHS: 40\n');
  assert.deepEqual(
    there.map(({ kind }) => kind),
    ['remove'],
  );
  const taken = fixes('DATA:\n  IMG_SIZE: 96\n  MASK_RADIUS1: 7\n  IMG_SISE: 96\n');
  assert.ok(taken.every(({ to }) => to !== 'IMG_SIZE'));
});

test('what no edit can mend gets none', () => {
  assert.deepEqual(fixes('DATA: 3'), []);
  assert.deepEqual(fixes('DATA: {IMG_SIZE: 0}'), []);
  assert.deepEqual(fixes('A: [1,'), []);
  assert.deepEqual(
    fixes("BASE: ['b.yaml']", () => 'FOO: 1'),
    [],
  );
});
