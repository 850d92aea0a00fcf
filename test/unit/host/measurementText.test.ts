import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measurementKinds, measurementSummary } from '../../../extension/host/runs/measurementText.js';
import { measurements } from '../../support/measurements.js';
import { english } from '../../support/words.js';

test('each kind of measurement is summed up in a line', () => {
  const summaries = measurements('/a.safetensors').map(found => [
    measurementKinds(english)[found.kind],
    measurementSummary(english, found),
  ]);
  assert.deepEqual(summaries, [
    ['Accuracy', 'top-1 50.0 %, top-5 100.0 %'],
    ['Probe', 'nearest neighbours, 1 % of the labels: top-1 50.0 %, top-5 100.0 %'],
    ['Robustness', 'top-1 50.0 % of clean images, interrupted'],
    ['Segmentation', 'mean IoU 25.0 %, pixel accuracy 50.0 %'],
  ]);
});
