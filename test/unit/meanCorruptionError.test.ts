import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corruptionIds, corruptions } from '../../extension/engine/data/corruptions/registry.js';
import { UserError } from '../../extension/engine/errors.js';
import {
  alexNet,
  meanCorruptionError,
  measuredBaseline,
} from '../../extension/engine/robustness/meanCorruptionError.js';

test("AlexNet's table has every corruption that counts, and no other", () => {
  const counting = corruptionIds.filter(id => corruptions[id].group !== 'extra');
  assert.deepEqual(Object.keys(alexNet.errors), counting);
});

test("the baseline's own errors are 100 percent, half of them 50", () => {
  const errors = Object.fromEntries(Object.entries(alexNet.errors).map(([id, error]) => [id, Array(5).fill(error)]));
  assert.ok(Math.abs(meanCorruptionError(errors, alexNet).mce - 100) < 1e-9);
  const halved = Object.fromEntries(Object.entries(errors).map(([id, values]) => [id, values.map(value => value / 2)]));
  const { ce, mce } = meanCorruptionError(halved, alexNet);
  assert.ok(Math.abs(mce - 50) < 1e-9);
  assert.ok(Object.values(ce).every(value => Math.abs(value - 50) < 1e-9));
});

test('a score is the mean of ratios, not the ratio of means, and says what it is relative to', () => {
  const baseline = measuredBaseline('from scratch', { fog: [0.2, 0.6], frost: [0.1, 0.1] });
  const score = meanCorruptionError({ fog: [0.4, 0.4], frost: [0.2, 0.4] }, baseline);
  assert.deepEqual(Object.keys(score.ce), ['fog', 'frost']);
  assert.ok(Math.abs(score.ce['fog']! - 100) < 1e-9 && Math.abs(score.ce['frost']! - 300) < 1e-9);
  assert.ok(Math.abs(score.mce - 200) < 1e-9);
  assert.equal(score.baseline, 'from scratch');
});

test('what cannot be divided is said with the names of baseline and corruption', () => {
  const baseline = measuredBaseline('perfect', { fog: [0, 0] });
  for (const id of ['fog', 'frost']) {
    assert.throws(
      () => meanCorruptionError({ [id]: [0.1] }, baseline),
      (error: Error) => error instanceof UserError && error.message.includes('perfect') && error.message.includes(id),
    );
  }
  assert.throws(() => meanCorruptionError({}, alexNet), UserError);
});
