import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relativePositionIndex, tableRows } from '../../extension/engine/models/relativePosition.js';
import { sinCosPositions } from '../../extension/engine/models/sinCos.js';

test('relative positions depend on the offset alone and name the class token apart', () => {
  const grid = [3, 3] as const;
  const tokens = 10;
  const index = relativePositionIndex(grid);
  const at = (from: number, to: number) => index[from * tokens + to];
  assert.equal(tableRows([14, 14]), 732);
  assert.equal(index.length, tokens * tokens);
  assert.equal(at(0, 0), tableRows(grid) - 1);
  assert.equal(at(0, 4), tableRows(grid) - 3);
  assert.equal(at(4, 0), tableRows(grid) - 2);
  assert.equal(at(1, 2), at(8, 9), 'one to the right');
  assert.equal(at(1, 4), at(6, 9), 'one down');
  assert.notEqual(at(1, 2), at(2, 1));
  assert.equal(at(1, 1), 2 * 5 + 2, 'no offset is the middle of the 5 x 5 table');
  assert.equal(new Set(index).size, 25 + 3);
});

test('fixed positions encode the column in the first half and the row in the second', () => {
  const table = sinCosPositions([2, 2], 8);
  const token = (i: number) => [...table.slice(i * 8, i * 8 + 8)];
  assert.deepEqual(token(0), new Array(8).fill(0), 'class token');
  assert.deepEqual(token(1), [0, 0, 1, 1, 0, 0, 1, 1], 'row 0, column 0');
  const [sin1, sin2, cos1, cos2] = [1, 0.01].flatMap(w => [Math.sin(w)]).concat([1, 0.01].map(Math.cos));
  assert.deepEqual(
    token(2),
    [sin1, sin2, cos1, cos2, 0, 0, 1, 1].map(v => Math.fround(v!)),
    'row 0, column 1',
  );
  assert.deepEqual(
    token(3),
    [0, 0, 1, 1, sin1, sin2, cos1, cos2].map(v => Math.fround(v!)),
    'row 1, column 0',
  );
});
