import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRunState } from '../../extension/engine/runs/runState.js';

const known = { state: 'failed', created: '2026-01-02T03:04:05.000Z' };
const sentence =
  'The loss (NaN) is not finite in step 131 (epoch 11): the run stopped and no checkpoint was saved before.';

function failureOf(state: Record<string, unknown>): string | undefined {
  return parseRunState(JSON.stringify(state))!.failure;
}

test('why a run failed is data; older versions said it in words only', () => {
  assert.equal(failureOf({ ...known, failure: 'notFinite', message: 'in other words' }), 'notFinite');
  assert.equal(failureOf({ ...known, message: sentence }), 'notFinite');
  assert.equal(failureOf({ ...known, message: 'The disk is full.' }), undefined);
  assert.equal(failureOf({ ...known, state: 'stopped', message: sentence }), undefined);
  assert.equal(failureOf({ ...known, failure: 'of a newer version' }), undefined);
});

test('a state that says little is one; what has no state is none', () => {
  const { updated, values, step } = parseRunState(JSON.stringify({ ...known, loss: 0.5 }))!;
  assert.deepEqual({ updated, values, step }, { updated: known.created, values: { loss: 0.5 }, step: 0 });
  assert.equal(parseRunState('{"state":"failed"}'), undefined);
  assert.equal(parseRunState('{"state":"asleep","created":"2026-01-02"}'), undefined);
});
