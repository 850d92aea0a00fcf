import assert from 'node:assert/strict';
import { appendFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { usualMetrics } from '../../extension/engine/metrics/recorded.js';
import { MetricsReader } from '../../extension/engine/runs/metricsColumns.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const line = (step: number, more: object = {}) =>
  `${JSON.stringify({ type: 'step', epoch: Math.floor(step / 10), step, loss: 1 / step, lr: 1e-3, gradNorm: 2, imagesPerSecond: 30, memoryBytes: 5e8, time: new Date(1e12 + 1000 * step).toISOString(), ...more })}\n`;

async function reader(t: TestContext, text?: string): Promise<{ file: string; metrics: MetricsReader }> {
  const file = join(await temporaryFolder(t), 'metrics.jsonl');
  if (text !== undefined) await writeFile(file, text);
  return { file, metrics: new MetricsReader(file, usualMetrics) };
}

const all = (metrics: MetricsReader) => metrics.slice({ steps: 0, seldom: 0 }, Number.POSITIVE_INFINITY).steps;

async function steps(metrics: MetricsReader): Promise<number[]> {
  await metrics.update();
  return [...all(metrics).step];
}

test('every quantity of a line has its column', async t => {
  const { metrics } = await reader(t, line(1) + line(25));
  await metrics.update();
  const { values, ...others } = metrics.slice({ steps: 1, seldom: 0 }, 1).steps;
  const row = Object.entries({ ...others, ...values }).map(([name, column]) => [name, [...column]]);
  assert.deepEqual(Object.fromEntries(row), {
    step: [25],
    epoch: [2],
    loss: [0.04],
    lr: [1e-3],
    gradNorm: [2],
    imagesPerSecond: [30],
    memoryBytes: [5e8],
    time: [1e9 + 25],
  });
});

test('what is added is added, in whole lines', async t => {
  const { file, metrics } = await reader(t);
  assert.deepEqual(await steps(metrics), []);
  await writeFile(file, line(1));
  assert.deepEqual(await steps(metrics), [1]);
  await appendFile(file, line(2) + line(3).slice(0, 20));
  assert.deepEqual(await steps(metrics), [1, 2]);
  await appendFile(file, line(3).slice(20));
  assert.deepEqual(await steps(metrics), [1, 2, 3]);
  assert.equal(metrics.version, 0);
});

test('only the new bytes are read', async t => {
  const { file, metrics } = await reader(t, line(1) + line(2));
  await metrics.update();
  // Lines before the mark of the last reading may change unnoticed: nobody looks at them again.
  const long = Array.from({ length: 20 }, (_, i) => line(i + 3)).join('');
  await appendFile(file, long);
  await metrics.update();
  await writeFile(file, `${line(1).replace('"step":1', '"step":9')}${line(2)}${long}${line(23)}`);
  const found = await steps(metrics);
  assert.deepEqual([found[0], found.at(-1), found.length], [1, 23, 23]);
});

test('a file that was cut and has grown again is read anew, as a new version', async t => {
  const { file, metrics } = await reader(t, line(1) + line(2) + line(3));
  await metrics.update();
  await truncate(file, line(1).length);
  assert.deepEqual(await steps(metrics), [1]);
  assert.equal(metrics.version, 1);
  // Cut behind the first line and grown beyond the old end between two readings.
  await appendFile(file, line(2) + line(3));
  await metrics.update();
  await truncate(file, line(1).length);
  await appendFile(file, [2, 3, 4].map(n => line(n, { time: new Date(2e12).toISOString() })).join(''));
  assert.deepEqual(await steps(metrics), [1, 2, 3, 4]);
  assert.equal(metrics.version, 2);
  await rm(file);
  assert.deepEqual(await steps(metrics), []);
  assert.equal(metrics.version, 3);
});

test('values that are missing or no numbers are NaN; lines that are no steps are passed over', async t => {
  const { metrics } = await reader(
    t,
    `garbage\n[]\n${JSON.stringify({ step: 1, loss: null, time: 'then' })}\n\n${line(2)}`,
  );
  assert.deepEqual(await steps(metrics), [1, 2]);
  const { time, values } = all(metrics);
  assert.ok([values['loss']!, values['gradNorm']!, time].every(([value]) => Number.isNaN(value)));
});

test('lines that lie across two chunks, and one longer than a chunk', async t => {
  const garbage = 'x'.repeat(2_500_000);
  const many = Array.from({ length: 12_000 }, (_, i) => line(i + 1)).join('');
  const { metrics } = await reader(t, `${many}${garbage}\n${line(12_001)}`);
  const found = await steps(metrics);
  assert.equal(found.length, 12_001);
  assert.ok(found.every((step, i) => step === i + 1));
});

test('readings at the same time do not read twice', async t => {
  const { metrics } = await reader(t, Array.from({ length: 100_000 }, (_, i) => line(i + 1)).join(''));
  const start = performance.now();
  await Promise.all([metrics.update(), metrics.update(), metrics.update()]);
  t.diagnostic(`100,000 lines read in ${Math.round(performance.now() - start)} ms`);
  assert.deepEqual(metrics.rows, { steps: 100_000, seldom: 0 });
});
