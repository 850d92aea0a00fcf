import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartCsv } from '../../../webview/plots/chartCsv.js';

test('a table has a row for every x, and nothing where a curve has no finite value', () => {
  const series = [
    { label: 'runs/a, 2', x: Float64Array.of(1, 2, 3), y: Float64Array.of(0.1, Number.NaN, 1 / 3) },
    { label: 'say "b"', x: [2, 4], y: [5e-7, Number.POSITIVE_INFINITY] },
  ];
  assert.deepEqual(chartCsv(series, 'step').split('\r\n'), [
    'step,"runs/a, 2","say ""b"""',
    '1,0.1,',
    '2,,5e-7',
    '3,0.3333333333333333,',
    '4,,',
    '',
  ]);
  assert.equal(chartCsv([], 'step'), 'step\r\n');
});
