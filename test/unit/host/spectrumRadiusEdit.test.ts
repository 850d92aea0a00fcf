import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultConfig } from '../../../extension/engine/config/schema.js';
import { analyse } from '../../../extension/host/configs/analysis.js';
import { radiusEdit } from '../../../extension/host/spectrum/radiusEdit.js';
import { userError } from '../../support/userError.js';

/** The text after the change, and what the config then means. */
function written(text: string, r1: number, r2: number | null, base = '') {
  const resolve = (changed: string) => analyse(changed, '/configs/a.yaml', () => base).config.DATA;
  const { MASK_RADIUS1, MASK_RADIUS2 } = resolve(text);
  const edit = radiusEdit(text, { r1: MASK_RADIUS1, r2: MASK_RADIUS2 }, { r1, r2 });
  const changed = edit ? text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end) : text;
  const now = resolve(changed);
  return { changed, edit, radii: [now.MASK_RADIUS1, now.MASK_RADIUS2] };
}

const config = `DATA:
  IMG_SIZE: 96
  MASK_RADIUS1: 7             # the paper's 16 of 224, scaled

MODEL:
  TYPE: vit
`;

test('a value that is there is replaced, and its comment stays', () => {
  const { changed, edit } = written(config, 12, null);
  assert.equal(changed, config.replace('MASK_RADIUS1: 7 ', 'MASK_RADIUS1: 12 '));
  assert.deepEqual(edit, { span: { start: config.indexOf('7  '), end: config.indexOf('7  ') + 1 }, text: '12' });
});

test('nothing changes where the text says so already', () => {
  assert.equal(written(config, 7, null).edit, undefined);
});

test('a ring gets the line that is missing, in its section and with its indentation', () => {
  const { changed, radii } = written(config, 7, 20);
  assert.match(changed, /^DATA:\n {2}MASK_RADIUS2: 20\n {2}IMG_SIZE: 96\n/);
  assert.deepEqual(radii, [7, 20]);
  // And without the ring it says what the paper says.
  assert.match(written(changed, 7, null).changed, /MASK_RADIUS2: 999\n/);
});

test('both lines are added at once where both are missing, the section too', () => {
  const inSection = written('DATA:\n    IMG_SIZE: 96\n', 9, 30);
  assert.equal(inSection.changed, 'DATA:\n    MASK_RADIUS1: 9\n    MASK_RADIUS2: 30\n    IMG_SIZE: 96\n');
  const without = written('MODEL:\n  TYPE: vit', 9, 30);
  assert.equal(without.changed, 'MODEL:\n  TYPE: vit\nDATA:\n  MASK_RADIUS1: 9\n  MASK_RADIUS2: 30\n');
  assert.deepEqual(without.radii, [9, 30]);
});

test('what a config inherits counts: a line is added only where it says something else', () => {
  const base = 'DATA:\n  MASK_RADIUS1: 11\n';
  const text = "BASE: ['base.yaml']\nDATA:\n  IMG_SIZE: 96\n";
  assert.equal(written(text, 11, null, base).edit, undefined);
  const { changed, radii } = written(text, 12, null, base);
  assert.match(changed, /DATA:\n {2}MASK_RADIUS1: 12\n/);
  assert.deepEqual(radii, [12, 999]);
});

test('sections in braces, empty values and Windows line breaks', () => {
  assert.equal(written('DATA: {IMG_SIZE: 96}', 9, null).changed, 'DATA: {MASK_RADIUS1: 9, IMG_SIZE: 96}');
  assert.equal(written('DATA: {}', 9, null).changed, 'DATA: {MASK_RADIUS1: 9}');
  const crlf = written('DATA:\r\n  IMG_SIZE: 96\r\n', 9, null);
  assert.equal(crlf.changed, 'DATA:\r\n  MASK_RADIUS1: 9\r\n  IMG_SIZE: 96\r\n');
  const empty = radiusEdit('DATA:\n  MASK_RADIUS1:\n', { r1: 16, r2: 999 }, { r1: 9, r2: null });
  assert.deepEqual(empty, { span: { start: 21, end: 21 }, text: ' 9' });
});

test('a section that has no lines of its own is left alone, and says so', () => {
  assert.throws(
    () => written('X: &x {IMG_SIZE: 96}\nDATA: *x\n', 9, null),
    userError(/DATA is not a section of lines/),
  );
});

test('the defaults are those that an empty text means', () => {
  const { MASK_RADIUS1, MASK_RADIUS2 } = defaultConfig().DATA;
  assert.deepEqual(written('', MASK_RADIUS1, null).radii, [MASK_RADIUS1, MASK_RADIUS2]);
});
