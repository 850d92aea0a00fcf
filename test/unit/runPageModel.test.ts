import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MetricsColumns, RunView, SamplePictures } from '../../extension/protocol/runPage.js';
import { bandColours, bandMapOf, logPosition } from '../../webview/run/bandMap.js';
import { acrossOf, quantities, usualAcross, valuesOf } from '../../webview/run/curves.js';
import { GrowingColumns } from '../../webview/run/growingColumns.js';
import { restored } from '../../webview/run/pageState.js';
import { refinement } from '../../webview/run/refinement.js';
import { resultsOf } from '../../webview/run/results.js';
import { SampleCache } from '../../webview/run/sampleCache.js';
import { spectrumHigh } from '../../webview/run/sampleScales.js';

/** Rows in which every quantity is a function of the row. */
function rows(
  count: number,
  change: Partial<Record<keyof MetricsColumns, (row: number) => number>> = {},
): MetricsColumns {
  const column = (name: keyof MetricsColumns, otherwise: (row: number) => number) =>
    Float64Array.from({ length: count }, (_, row) => (change[name] ?? otherwise)(row));
  return {
    step: column('step', row => row + 1),
    epoch: column('epoch', row => Math.floor(row / 10)),
    loss: column('loss', row => 1 / (row + 1)),
    lr: column('lr', () => 1e-3),
    gradNorm: column('gradNorm', () => 1),
    imagesPerSecond: column('imagesPerSecond', row => 30 + (row % 3)),
    memoryBytes: column('memoryBytes', () => 2e9),
    time: column('time', row => 1e9 + 2 * row),
  };
}

const run = (change: Partial<RunView> = {}) => ({ stepsPerEpoch: 10, ...change }) as RunView;

test('columns grow by what is added, and older views stay as they are', () => {
  const growing = new GrowingColumns();
  growing.add(rows(700));
  const before = growing.view();
  growing.add(rows(900, { step: row => 701 + row }));
  const { step, loss } = growing.view();
  assert.deepEqual([before.step.length, step.length, step[0], step[700], step[1599]], [700, 1600, 1, 701, 1600]);
  assert.equal(loss[700], 1);
  growing.clear();
  assert.equal(growing.view().step.length, 0);
});

test('a row of things is gone through ever finer, each once', () => {
  for (const count of [0, 1, 2, 3, 10, 1000]) {
    const order = refinement(count);
    assert.deepEqual(
      [...order].sort((a, b) => a - b),
      Array.from({ length: count }, (_, i) => i),
    );
  }
  assert.deepEqual(refinement(9).slice(0, 5), [8, 0, 4, 2, 6]);
});

test('results: the last loss, the best whole epoch, the time without pauses, the usual speed', () => {
  // The second of three epochs is the best; the fourth is better, but not whole.
  const loss = (row: number) => [3, 1, 2, 0.5][Math.floor(row / 10)]!;
  const time = (row: number) => 1e9 + 2 * row + (row >= 20 ? 3600 : 0);
  const results = resultsOf(rows(35, { loss, time }), 10);
  assert.deepEqual(results, { lastLoss: 0.5, bestLoss: 1, bestEpoch: 2, seconds: 70, imagesPerSecond: 31 });
  assert.ok(Object.values(resultsOf(rows(0), undefined)).every(Number.isNaN));
});

test('curves over epochs where epochs have different numbers of steps', () => {
  assert.deepEqual([...acrossOf(rows(20), run(), 'epoch')].slice(9, 11), [1, 1.1]);
  assert.deepEqual([...acrossOf(rows(2), run({ stepsPerEpoch: undefined }), 'epoch')], [1, 2]);
  assert.equal(usualAcross([run(), run()]), 'step');
  assert.equal(usualAcross([run(), run({ stepsPerEpoch: 20 })]), 'epoch');
  assert.equal(usualAcross([run(), run({ stepsPerEpoch: undefined })]), 'step');
  const memory = quantities.find(({ id }) => id === 'memoryBytes')!;
  assert.deepEqual([...valuesOf(rows(1), memory)], [2]);
});

test('the band map has steps from left to right and bands upwards', () => {
  const one = { epoch: 0, count: new Float64Array(2), spread: 1 };
  const map = bandMapOf([
    { ...one, step: 0, loss: Float64Array.of(8, 4) },
    { ...one, step: 12, loss: Float64Array.of(2, Number.NaN) },
  ]);
  assert.deepEqual([...map.values], [4, Number.NaN, 8, 2]);
  assert.deepEqual([map.bands, map.low, map.high, map.steps], [2, 2, 8, [0, 12]]);
  const colours = bandColours(map);
  assert.equal(colours[4 + 3], 0, 'what has no value is transparent');
  assert.deepEqual(
    [...colours.subarray(8, 12)],
    [253, 231, 37, 255],
    'the highest value has the last colour of viridis',
  );
  assert.deepEqual([...colours.subarray(12, 16)], [68, 1, 84, 255]);
  assert.equal(logPosition(4, 2, 8), 0.5);
  assert.equal(bandMapOf([]).bands, 0);
});

test('the scale of spectra holds the largest coefficient that pixels can have', () => {
  assert.equal(spectrumHigh(224, 224), 11);
  assert.ok(spectrumHigh(8, 6) >= Math.log1p(48));
});

test('the cache lets go of what was not wanted for longest', () => {
  const pictures = (bytes: number) =>
    ({
      panels: [{ name: 'Input', pixels: new Uint8Array(bytes - 4), spectrum: new Float32Array(1) }],
    }) as never as SamplePictures;
  const cache = new SampleCache(100);
  cache.set('a', pictures(40));
  cache.set('b', pictures(40));
  assert.ok(cache.get('a'));
  cache.set('c', pictures(40));
  assert.deepEqual(
    ['a', 'b', 'c'].map(key => cache.get(key) !== undefined),
    [true, false, true],
  );
  cache.set('d', pictures(400));
  assert.deepEqual(
    ['a', 'c', 'd'].map(key => cache.get(key) !== undefined),
    [false, false, true],
  );
  cache.set('d', pictures(10));
  cache.set('e', pictures(90));
  assert.ok(cache.get('d') && cache.get('e'), 'what was replaced does not count any more');
});

test('of what a page kept, only what this version keeps comes back', () => {
  const usual = restored(undefined);
  assert.deepEqual([usual.tab, usual.smoothing, usual.errorHigh, usual.step], ['curves', 0.9, 0.25, undefined]);
  assert.deepEqual(restored({ tab: 'other', smoothing: 7, errorHigh: 3, runs: 'no', step: '4', logX: 'yes' }), usual);
  const kept = { ...usual, tab: 'samples', smoothing: 0, step: 12, runs: ['a', 'b'], across: 'epoch', chosen: 'b' };
  assert.deepEqual(restored(kept), kept);
});
