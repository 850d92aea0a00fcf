import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { resizePositions } from '../../extension/engine/checkpoint/resize/fitted.js';
import { resizeRelativeTable } from '../../extension/engine/checkpoint/resize/relativeTable.js';
import { bicubicResize } from '../../extension/engine/resampling/bicubic.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { root } from '../support/root.js';

interface TableCase {
  from: number;
  to: number;
  heads: number;
  extra: number;
  values: number[];
}

const golden = (name: string) => JSON.parse(readFileSync(`${root}test/golden/${name}`, 'utf8'));
const tables = golden('relative_table.json') as TableCase[];
/** `[4][5]`, of the red channel of an image of 8 x 10, in [0, 1]. */
const bicubic = golden('resize_golden.json').values.torch_bicubic_4x5_nopil as number[][];
const pixels = lcg(8 * 10 * 3, 21).map(u => Math.floor(256 * u));
const red = Float32Array.from({ length: 80 }, (_, i) => pixels[3 * i]! / 255);

test('bicubic resizing is that of PyTorch', () => {
  const resized = bicubicResize(red, { planes: 1, rows: 8, columns: 10 }, 4, 5);
  assertClose(resized, bicubic.flat(), 'pixels');
});

for (const { from, to, heads, extra, values } of tables) {
  test(`a relative position table of ${from} x ${from} offsets and ${extra} becomes the official one of ${to} x ${to}`, () => {
    const table = lcg((from * from + extra) * heads, 40).map(u => u - 0.5);
    assertClose(resizeRelativeTable(table, heads, { from, to, extra }), values, 'rows');
  });
}

test('position embeddings are resized channel by channel behind the row of the class token', () => {
  const values = lcg((1 + 16) * 3, 5);
  const resized = resizePositions(values, 3, { from: 4, to: 6, extra: 1 });
  assertClose(resized.slice(0, 3), values.slice(0, 3), 'class token');
  for (const channel of [0, 1, 2]) {
    const plane = Float32Array.from({ length: 16 }, (_, i) => values[3 * (i + 1) + channel]!);
    const expected = bicubicResize(plane, { planes: 1, rows: 4, columns: 4 }, 6, 6);
    const found = Float32Array.from({ length: 36 }, (_, i) => resized[3 * (i + 1) + channel]!);
    assertClose(found, expected, `channel ${channel}`);
  }
});
