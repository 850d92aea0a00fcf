import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cursorAt } from '../../../extension/host/configs/completion/cursor.js';
import type { Cursor } from '../../../extension/host/configs/completion/valueCursor.js';

/** The cursor at the bar of the text, and what of the text its span covers. */
function at(marked: string): (Cursor & { covers: string }) | undefined {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const cursor = cursorAt(text, offset);
  return cursor && { ...cursor, covers: text.slice(cursor.span.start, cursor.span.end) };
}

function key(marked: string): string {
  const cursor = at(marked);
  return cursor?.kind === 'key'
    ? `${cursor.section}/${cursor.covers} beside ${cursor.present.join()}`
    : `${cursor?.kind}`;
}

function value(marked: string): string {
  const cursor = at(marked);
  return cursor?.kind === 'value'
    ? `${cursor.key} ${cursor.typed}<${cursor.covers}>${cursor.isItem ? ' item' : ''}`
    : `${cursor?.kind}`;
}

const keys: [name: string, text: string, found: string][] = [
  ['an empty text', '|', '/ beside '],
  ['the top level', 'DATA:\n  IMG_SIZE: 96\nM|\n', '/M beside DATA'],
  ['a section', 'DATA:\n  IMG_SIZE: 96\n  BA|\nTRAIN:\n  EPOCHS: 3\n', 'DATA/BA beside IMG_SIZE'],
  ['a section with keys below', 'DATA:\n  |\n  IMG_SIZE: 96\n', 'DATA/ beside IMG_SIZE'],
  ['an empty section', 'DATA:\n  |\nMODEL:\n', 'DATA/ beside '],
  ['an empty section at the end', 'DATA:\n  |', 'DATA/ beside '],
  ['a section in a section', 'MODEL:\n  TYPE: vit\n  VIT:\n    DEPTH: 4\n    |\n', 'MODEL.VIT/ beside DEPTH'],
  ['back from a section in a section', 'MODEL:\n  VIT:\n    DEPTH: 4\n  T|\n', 'MODEL/T beside VIT'],
  ['windows line ends', 'DATA:\r\n  IMG_SIZE: 96\r\n  |\r\n', 'DATA/ beside IMG_SIZE'],
  ['comments and empty lines between', 'DATA:   # here\n\n# far left\n  IMG_SIZE: 96\n\n  |', 'DATA/ beside IMG_SIZE'],
  ['the name of a key that has a value', 'DATA:\n  IM|G_SIZE: 96\n', 'DATA/IMG_SIZE beside '],
  ['a section that an anchor names', 'MODEL: &m\n  |\n', 'MODEL/ beside '],
  ['tabs', 'DATA:\n\tIMG_SIZE: 96\n\t|\n', 'DATA/ beside IMG_SIZE'],
  ['braces', 'DATA: {IMG_SIZE: 96, |}\n', 'DATA/ beside IMG_SIZE'],
  ['braces in braces', 'MODEL: {VIT: {DEPTH: 4, PA|}, TYPE: vit}\n', 'MODEL.VIT/PA beside DEPTH,TYPE'],
  ['after braces in braces', 'MODEL: {VIT: {DEPTH: 4}, T|\n', 'MODEL/T beside VIT'],
];

for (const [name, text, found] of keys) test(`a key: ${name}`, () => assert.equal(key(text), found));

const values: [name: string, text: string, found: string][] = [
  ['nothing yet', 'MODEL:\n  TYPE: |\n', 'MODEL.TYPE <>'],
  ['a word', 'MODEL:\n  TYPE: v|it   # kind\n', 'MODEL.TYPE v<vit>'],
  ['at the top level', 'AMP_OPT_LEVEL: O|', 'AMP_OPT_LEVEL O<O>'],
  ['in quotes', "MODEL:\n  TYPE: 're|s'\n", "MODEL.TYPE re<'res'>"],
  ['the first of a list', 'DATA:\n  NOISE:\n    TYPE: [|]\n', 'DATA.NOISE.TYPE <> item'],
  ['the second of a list', "DATA:\n  NOISE:\n    TYPE: ['gaussian', 'po|']\n", "DATA.NOISE.TYPE po<'po'> item"],
  ['a tuple', 'TRAIN:\n  OPTIMIZER:\n    BETAS: (0.9, 0|)\n', 'TRAIN.OPTIMIZER.BETAS 0<0> item'],
  ['a line with a dash', 'BASE:\n  - ../a|\n', 'BASE ../a<../a> item'],
  ['a dash under its key', 'BASE:\n- a.yaml\n- |\n', 'BASE <> item'],
  ['a dash in a section', 'DATA:\n  NOISE:\n    TYPE:\n      - ga|\n', 'DATA.NOISE.TYPE ga<ga> item'],
  ['braces', 'DATA: {IMG_SIZE: 96, FILTER_TYPE: d|}\n', 'DATA.FILTER_TYPE d<d>'],
  ['a list in braces', 'DATA: {NOISE: {TYPE: [gaussian, p|]}}\n', 'DATA.NOISE.TYPE p<p> item'],
  ['a path with spaces', 'DATA:\n  DATA_PATH: my photos/a|\n', 'DATA.DATA_PATH my photos/a<my photos/a>'],
];

for (const [name, text, found] of values) test(`a value: ${name}`, () => assert.equal(value(text), found));

const nowhere: [name: string, text: string][] = [
  ['a comment', '# DATA|\n'],
  ['a comment behind a value', 'SEED: 1 # a |\n'],
  ['right behind a colon', 'SEED:|\n'],
  ['under a value', 'SEED: 1\n  |\n'],
  ['deeper than its neighbours are', 'DATA:\n    IMG_SIZE: 96\n  |\n'],
  ['a text of several lines', 'TAG: >\n  a|'],
  ['behind closed braces', 'DATA: {IMG_SIZE: 96} |\n'],
  ['something that goes on', 'DATA:\n  |x y z\n'],
];

for (const [name, text] of nowhere) test(`nothing to write: ${name}`, () => assert.equal(at(text), undefined));

test('a number sign inside quotes starts no comment', () => {
  assert.equal(value("TAG: 'a # b|'\n"), "TAG a # b<'a # b'>");
});
