import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepText } from '../../extension/cli/progress/eventText.js';
import { usualMetrics } from '../../extension/engine/metrics/recorded.js';
import type { StepEvent } from '../../extension/protocol/events.js';

const step: StepEvent = {
  type: 'step',
  epoch: 7,
  step: 29,
  totalSteps: 160,
  values: { lr: 9.32e-4, loss: 0.333, gradNorm: 0.1069 },
  imagesPerSecond: 1234.5,
  etaSeconds: 140,
  memoryBytes: 1.2e9,
};

test('a step as a line', () => {
  const line = 'epoch 8  step  29/160  loss 0.3330  lr 9.32e-4  grad 0.1069  1235 img/s  ETA 2 min 20 s  1.2 GB';
  assert.equal(stepText(step, usualMetrics), line);
});

test('a narrow terminal shows what matters most', () => {
  assert.equal(
    stepText(step, usualMetrics, 79),
    'epoch 8  step  29/160  loss 0.3330  1235 img/s  ETA 2 min 20 s  1.2 GB',
  );
  assert.equal(stepText(step, usualMetrics, 45), 'step  29/160  loss 0.3330  ETA 2 min 20 s');
  for (const width of [45, 60, 80, 100]) assert.ok(stepText(step, usualMetrics, width).length <= width);
});

test('an unknown end is no number', () => {
  assert.match(stepText({ ...step, etaSeconds: Number.NaN }, usualMetrics), /ETA -/);
});
