import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskBand } from '../../../extension/engine/config/maskBand.js';
import { defaultConfig } from '../../../extension/engine/config/schema.js';
import { shapedMask } from '../../../extension/engine/frequency/maskShape.js';
import { analyse } from '../../../extension/host/configs/documents/analysis.js';
import { maskEdit } from '../../../extension/host/spectrum/maskEdit.js';
import type { MaskSettings } from '../../../extension/protocol/spectrumPage.js';
import { userError } from '../../support/userError.js';

/** The text after the change, and what the config then means. */
function written(text: string, r1: number, r2: number | null, base = '', form: Partial<MaskSettings> = {}) {
  const resolve = (changed: string) => analyse(changed, '/configs/a.yaml', () => base).config.DATA;
  const edit = maskEdit(text, resolve(text), { r1, r2, shape: 'circle', areaMatched: false, ...form });
  const changed = edit ? text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end) : text;
  const data = resolve(changed);
  return { changed, edit, data, radii: [data.MASK_RADIUS1, data.MASK_RADIUS2] };
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
  assert.deepEqual(written('DATA:\n  MASK_RADIUS1:\n', 9, null).edit, { span: { start: 21, end: 21 }, text: ' 9' });
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

test('the form is written, and whether its area is matched where that means something', () => {
  const rhombus = written(config, 7, null, '', { shape: 'rhombus', areaMatched: true });
  assert.match(rhombus.changed, /^DATA:\n {2}MASK_SHAPE: rhombus\n {2}MASK_AREA_MATCHED: True\n {2}IMG_SIZE: 96\n/);
  assert.equal(written(config, 7, null, '', { areaMatched: true }).edit, undefined, 'a circle has its own area');
  const back = written(rhombus.changed, 7, null);
  assert.match(back.changed, /MASK_SHAPE: circle\n/);
});

test('a config that gives shares of the size gets shares, of the same mask', () => {
  const text = 'DATA:\n  IMG_SIZE: 224\n  MASK_FRACTION1: 0.1\n';
  const { changed, data } = written(text, 16, 40);
  assert.equal(changed, 'DATA:\n  MASK_RADIUS2: 40\n  IMG_SIZE: 224\n  MASK_FRACTION1: 0.071428\n');
  const band = maskBand({ DATA: data });
  const whole = { ...band, r1: 16 };
  assert.deepEqual(shapedMask(224, 224, band), shapedMask(224, 224, whole));
  const ring = written('DATA: {IMG_SIZE: 224, MASK_FRACTION1: 0.1, MASK_FRACTION2: 0.2}', 16, 56);
  assert.equal(ring.changed, 'DATA: {IMG_SIZE: 224, MASK_FRACTION1: 0.071428, MASK_FRACTION2: 0.25}');
  const none = written(ring.changed, 16, null);
  assert.equal(none.changed, 'DATA: {IMG_SIZE: 224, MASK_FRACTION1: 0.071428, MASK_FRACTION2: None}');
  assert.deepEqual(none.data.MASK_FRACTION2, null);
});

test('measured radii have the last word', () => {
  const text = 'DATA:\n  MASK_RADII: radii.json\n';
  assert.throws(() => written(text, 9, null), userError(/DATA\.MASK_RADII/));
  assert.match(written(text, 16, null, '', { shape: 'square' }).changed, /MASK_SHAPE: square/);
});
