import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usualMetrics } from '../../extension/engine/metrics/recorded.js';
import { Random } from '../../extension/engine/random.js';
import type { MetricSpec } from '../../extension/protocol/metrics.js';
import type { MetricsColumns, RunColumns } from '../../extension/protocol/runPage.js';
import {
  hasCollapsed,
  isOnPlateau as onPlateau,
  hasRisingGradient as risingGradient,
  warningsOf,
} from '../../webview/run/warnings.js';

const none = new Float64Array();
const noColumns: MetricsColumns = { step: none, epoch: none, time: none, values: {} };

/** Metrics by formulas of the share of the run, with noise as batches make it. */
function course(
  steps: number,
  formulas: { loss?: (share: number) => number; lr?: (share: number) => number; gradNorm?: (share: number) => number },
): RunColumns {
  const random = new Random(3);
  const column = (formula: (share: number) => number, noise: number) =>
    Float64Array.from({ length: steps }, (_, i) => formula(i / steps) * (1 + random.normal(noise)));
  const { loss = share => Math.exp(-3 * share), lr = () => 1e-3, gradNorm = () => 1 } = formulas;
  const values = { loss: column(loss, 0.03), lr: column(lr, 0), gradNorm: column(gradNorm, 0.2) };
  const step = Float64Array.from({ length: steps }, (_, i) => i + 1);
  return { steps: { ...noColumns, step, values }, seldom: noColumns };
}

const isOnPlateau = (columns: RunColumns, totalSteps = 3000) => onPlateau(columns, usualMetrics, totalSteps);
const hasRisingGradient = (columns: RunColumns) => risingGradient(columns, usualMetrics);
const cosine = (share: number) => 0.5 * (1 + Math.cos(Math.PI * share));
const sound = { state: 'running' as const, totalSteps: 1000, metrics: usualMetrics };

test('a run that learns has no warnings', () => {
  for (const steps of [0, 1, 199, 200, 1000, 20_000]) {
    assert.deepEqual(warningsOf(sound, course(steps, {}), []), [], `${steps} steps`);
  }
});

test('plateau: the loss stands still for the last third while the learning rate is high', () => {
  const still = (share: number) => Math.max(0.4, 1 - share);
  const late = { loss: (share: number) => Math.max(0.3, 1 - share) };
  assert.ok(!isOnPlateau(course(3000, late)), 'it stands still for less than a third');
  assert.ok(isOnPlateau(course(3000, { loss: share => still(3 * share) })));
  assert.ok(isOnPlateau(course(3000, { loss: () => 1 })), 'it never learned');
  assert.ok(!isOnPlateau(course(3000, { loss: share => still(3 * share), lr: cosine })), 'the schedule has ended it');
  assert.ok(!isOnPlateau(course(150, { loss: () => 1 })), 'too few steps');
  assert.ok(isOnPlateau(course(3000, { loss: share => (share < 0.5 ? 1 - share : share) })), 'it rises again');
  assert.ok(!isOnPlateau(course(3000, { loss: () => 1 }), 29_000), 'hardly a tenth of the run is over');
  const warmUp = { loss: () => 1, lr: (share: number) => Math.min(1, share / 0.95) };
  assert.ok(!isOnPlateau(course(3000, warmUp)), 'the learning rate has just risen');
});

test('plateau of a primary metric that comes now and then and shall rise', () => {
  const metrics: MetricSpec[] = [{ id: 'a', label: 'A', better: 'higher', seldom: true }, ...usualMetrics];
  const at = (points: number, formula: (share: number) => number) => {
    const a = Float64Array.from({ length: points }, (_, i) => formula(i / points));
    const step = a.map((_, i) => (1000 * (i + 1)) / points);
    return { ...course(1000, {}), seldom: { ...noColumns, step, values: { a } } };
  };
  assert.ok(
    onPlateau(
      at(60, share => Math.min(0.5, share)),
      metrics,
      1000,
    ),
  );
  assert.ok(
    !onPlateau(
      at(60, share => share),
      metrics,
      1000,
    ),
    'it rises',
  );
  assert.ok(
    onPlateau(
      at(60, share => 1 - share),
      metrics,
      1000,
    ),
    'it falls, which is no good',
  );
  assert.ok(
    !onPlateau(
      at(20, () => 1),
      metrics,
      1000,
    ),
    'too few values',
  );
});

test('plateau of a loss with parts: each of them stands still', () => {
  const [loss, ...others] = usualMetrics;
  const parts = ['low', 'high'].map((id): MetricSpec => ({ ...loss!, id, partOf: 'loss' }));
  const judged = (high: (share: number) => number) => {
    const columns = course(3000, { loss: () => 1 });
    const low = columns.steps.values['loss']!.slice();
    // Not every step has images of both kinds.
    const other = low.map((value, i) => (i % 7 === 0 ? Number.NaN : value * high(i / 3000)));
    Object.assign(columns.steps.values, { low, high: other });
    return warningsOf({ ...sound, metrics: [loss!, ...parts, ...others] }, columns, []);
  };
  assert.deepEqual(
    judged(() => 2),
    ['plateau'],
  );
  assert.deepEqual(
    judged(share => 2 - share),
    [],
    'the sum of both hides it, and one of them improves',
  );
});

test('rising gradient: three times the norm of before', () => {
  const jump = (factor: number) => ({ gradNorm: (share: number) => (share < 0.9 ? 1 : factor) });
  assert.ok(hasRisingGradient(course(1000, jump(4))));
  assert.ok(!hasRisingGradient(course(1000, jump(2))));
  const spike = course(1000, {});
  spike.steps.values['gradNorm']![990] = 1000;
  assert.ok(!hasRisingGradient(spike), 'a single spike is none');
  assert.ok(!hasRisingGradient(course(1000, { gradNorm: share => 1 + 9 * Math.exp(-9 * share) })), 'it falls');
});

test('collapse: two samples in a row that hardly differ, and not at the beginning', () => {
  const at = (step: number, spread: number) => ({ step, spread });
  assert.ok(hasCollapsed([at(0, 0.8), at(200, 0.005), at(300, 0.009)], 1000));
  assert.ok(!hasCollapsed([at(200, 0.8), at(300, 0.005)], 1000), 'only one');
  assert.ok(!hasCollapsed([at(0, 0.005), at(50, 0.005)], 1000), 'a network that is new gives the same for everything');
  assert.ok(!hasCollapsed([at(300, 0.005)], 1000));
  assert.ok(!hasCollapsed([at(200, 0.034), at(300, 0.038)], 1000), 'the least that the demo has');
  assert.ok(!hasCollapsed([at(200, Number.NaN), at(300, Number.NaN)], 1000), 'a single image');
});

test('states and losses that are no numbers', () => {
  const columns = course(100, {});
  assert.deepEqual(warningsOf({ ...sound, state: 'interrupted' }, columns, []), ['interrupted']);
  assert.deepEqual(warningsOf({ ...sound, state: 'unreadable' }, columns, []), ['unreadable']);
  assert.deepEqual(warningsOf({ ...sound, state: 'failed' }, columns, []), ['failed']);
  assert.deepEqual(warningsOf({ ...sound, state: 'failed', failure: 'notFinite' }, columns, []), ['notFinite']);
  columns.steps.values['loss']![50] = Number.NaN;
  assert.deepEqual(warningsOf(sound, columns, []), ['notFinite']);
});

test('what could not be written is told, though the run goes on', () => {
  const warning = 'Samples are missing: Cannot write /r/samples/step-000000.safetensors: the disk is full.';
  assert.deepEqual(warningsOf({ ...sound, warning }, course(100, {}), []), ['unwritten']);
});
