import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderedRows, rowByKey, sorted } from '../../webview/ui/table.js';

test('rows are sorted by number and by name, numbers in names as numbers', () => {
  assert.deepEqual(
    sorted([3, -1, 20], n => n, false),
    [-1, 3, 20],
  );
  assert.deepEqual(
    sorted([3, -1, 20], n => n, true),
    [20, 3, -1],
  );
  const names = ['blocks.10', 'blocks.9', 'blocks.1'];
  assert.deepEqual(
    sorted(names, name => name, false),
    ['blocks.1', 'blocks.9', 'blocks.10'],
  );
});

test('what has no value comes last, whichever way, and equal rows keep their order', () => {
  const rows = [
    { name: 'a', value: Number.NaN },
    { name: 'b', value: 1 },
    { name: 'c', value: undefined },
    { name: 'd', value: 2 },
    { name: 'e', value: 1 },
  ];
  const names = (descending: boolean) =>
    sorted(rows, ({ value }) => value, descending)
      .map(({ name }) => name)
      .join('');
  assert.equal(names(false), 'bedac');
  assert.equal(names(true), 'dbeac');
  assert.equal(rows[0]!.name, 'a', 'the rows given stay as they are');
});

test('the rows in sight are rendered, and few others', () => {
  for (const [scrollTop, height, count] of [
    [0, 300, 10_000],
    [12_345, 300, 10_000],
    [239_700, 300, 10_000],
    [0, 300, 3],
    [500, 300, 0],
    // Before it is laid out, and when rows have gone while it was scrolled down.
    [0, 0, 100],
    [5000, 300, 10],
  ] as const) {
    const { first, end } = renderedRows(scrollTop, height, 24, count);
    assert.ok(first >= 0 && first <= end && end <= count, `${first} to ${end} of ${count}`);
    assert.ok(end - first <= height / 24 + 18);
    for (let row = 0; row < count; row++)
      if ((row + 1) * 24 > scrollTop && row * 24 < scrollTop + height)
        assert.ok(row >= first && row < end, `row ${row}`);
  }
});

test('keys lead through the rows and not beyond', () => {
  assert.equal(rowByKey('ArrowDown', 5, 10, 100), 6);
  assert.equal(rowByKey('ArrowUp', 0, 10, 100), 0);
  assert.equal(rowByKey('PageDown', 95, 10, 100), 99);
  assert.equal(rowByKey('PageUp', 15, 10, 100), 5);
  assert.equal(rowByKey('Home', 50, 10, 100), 0);
  assert.equal(rowByKey('End', 50, 10, 100), 99);
  assert.equal(rowByKey('x', 50, 10, 100), undefined);
});
