import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spectralLoss, usualMetrics } from '../../extension/engine/metrics/recorded.js';
import { type MetricSpec, paceMetrics } from '../../extension/protocol/metrics.js';
import type { MetricsColumns, RunColumns, RunView, SamplePictures } from '../../extension/protocol/runPage.js';
import { bandColours, bandMapOf, logPosition } from '../../webview/run/bandMap.js';
import { chartsOf, newestOf, pointsOf, usualAcross } from '../../webview/run/curves.js';
import { GrowingColumns } from '../../webview/run/growingColumns.js';
import { restored } from '../../webview/run/pageState.js';
import { refinement } from '../../webview/run/refinement.js';
import { metricResult, resultsOf } from '../../webview/run/results.js';
import { SampleCache } from '../../webview/run/sampleCache.js';
import { spectrumHigh } from '../../webview/run/sampleScales.js';

type Formula = (row: number) => number;

/** Rows in which every quantity is a function of the row; those of `seldom` come now and then. */
function rows(count: number, change: Record<string, Formula> = {}): MetricsColumns {
  const column = (formula: Formula) => Float64Array.from({ length: count }, (_, row) => formula(row));
  const {
    step = (row: number) => row + 1,
    epoch = (row: number) => Math.floor(row / 10),
    time = (row: number) => 1e9 + 2 * row,
  } = change;
  const values = {
    loss: (row: number) => 1 / (row + 1),
    lr: () => 1e-3,
    gradNorm: () => 1,
    imagesPerSecond: (row: number) => 30 + (row % 3),
    memoryBytes: () => 2e9,
    ...change,
  };
  return {
    step: column(step),
    epoch: column(epoch),
    time: column(time),
    values: Object.fromEntries(Object.entries(values).map(([id, formula]) => [id, column(formula)])),
  };
}

const columns = (steps: MetricsColumns, seldom = rows(0)): RunColumns => ({ steps, seldom });
const accuracy: MetricSpec = { id: 'accuracy', label: 'Accuracy', unit: '%', better: 'higher', seldom: true };

const run = (change: Partial<RunView> = {}) => ({ stepsPerEpoch: 10, ...change }) as RunView;

test('columns grow by what is added, and older views stay as they are', () => {
  const growing = new GrowingColumns();
  growing.add(rows(700));
  const before = growing.view();
  growing.add(rows(900, { step: row => 701 + row }));
  const { step, values } = growing.view();
  assert.deepEqual([before.step.length, step.length, step[0], step[700], step[1599]], [700, 1600, 1, 701, 1600]);
  assert.equal(values['loss']![700], 1);
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
  const found = columns(rows(35, { loss, time }));
  assert.deepEqual(resultsOf(found), { seconds: 70, imagesPerSecond: 31 });
  assert.deepEqual(metricResult(found, spectralLoss, 10), { last: 0.5, best: 1, bestEpoch: 2 });
  const none = columns(rows(0));
  const results = { ...resultsOf(none), ...metricResult(none, spectralLoss, undefined) };
  assert.ok(Object.values(results).every(Number.isNaN));
});

test('of what comes now and then the best value counts, whatever direction is better', () => {
  const values = [10, 70, 60, Number.NaN];
  const seldom = rows(4, { accuracy: row => values[row]!, step: row => 10 * (row + 1), epoch: row => row });
  const found = columns(rows(40), seldom);
  assert.deepEqual(metricResult(found, accuracy, 10), { last: 60, best: 70, bestEpoch: 2 });
  assert.deepEqual(metricResult(found, { ...accuracy, better: 'lower' }, 10), { last: 60, best: 10, bestEpoch: 1 });
  const { x, y } = pointsOf(found, accuracy, run(), 'epoch');
  assert.deepEqual(
    [[...x], [...y]],
    [
      [1, 2, 3],
      [10, 70, 60],
    ],
    'rows of other metrics are no gaps',
  );
  assert.deepEqual(newestOf(found, [accuracy, spectralLoss]), { accuracy: 60, loss: 1 / 40 });
});

test('every metric has one chart, the same one for all runs', () => {
  const ids = chartsOf([run({ metrics: usualMetrics }), run({ metrics: [accuracy, ...usualMetrics] })]).map(
    ({ id }) => id,
  );
  assert.deepEqual(ids, ['loss', 'lr', 'gradNorm', 'accuracy', 'imagesPerSecond', 'memoryBytes']);
});

test('curves over epochs where epochs have different numbers of steps', () => {
  const x = (count: number, of: RunView) => [...pointsOf(columns(rows(count)), spectralLoss, of, 'epoch').x];
  assert.deepEqual(x(20, run()).slice(9, 11), [1, 1.1]);
  assert.deepEqual(x(2, run({ stepsPerEpoch: undefined })), [1, 2]);
  assert.equal(usualAcross([run(), run()]), 'step');
  assert.equal(usualAcross([run(), run({ stepsPerEpoch: 20 })]), 'epoch');
  assert.equal(usualAcross([run(), run({ stepsPerEpoch: undefined })]), 'step');
  const memory = paceMetrics.find(({ unit }) => unit === 'GB')!;
  assert.deepEqual([...pointsOf(columns(rows(1)), memory, run(), 'step').y], [2]);
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
  assert.deepEqual([usual.tab, usual.smoothing, usual.errorHigh, usual.step], [undefined, 0.9, 0.25, undefined]);
  assert.deepEqual(restored({ tab: 'other', smoothing: 7, errorHigh: 3, runs: 'no', step: '4', logX: 'yes' }), usual);
  const kept = { ...usual, tab: 'samples', smoothing: 0, step: 12, runs: ['a', 'b'], across: 'epoch', chosen: 'b' };
  assert.deepEqual(restored(kept), kept);
});
