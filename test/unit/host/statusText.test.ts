import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusText } from '../../../extension/host/status/statusText.js';
import type { StartEvent, StepEvent } from '../../../extension/protocol/events.js';
import type { RunSnapshot } from '../../../extension/protocol/runApi.js';

const start = { type: 'start', step: 100, totalSteps: 600 } as StartEvent;
const step = {
  type: 'step',
  step: 120,
  values: { loss: 0.33123456 },
  etaSeconds: 125,
} as Partial<StepEvent> as StepEvent;
const run = (name: string, live: Partial<RunSnapshot> = {}) => ({
  name,
  live: { state: 'running', start, step, ...live } as RunSnapshot,
});

test('a live run shows its step, loss and remaining time', () => {
  assert.deepEqual(statusText({ runs: [run('demo')], engine: 'off' }), {
    text: '$(sync~spin) demo 120/600 · loss 0.3312 · 2 min 05 s left',
    label: 'MFM: demo 120/600 · loss 0.3312 · 2 min 05 s left',
  });
});

test('before its first step a run stands where it started', () => {
  assert.equal(
    statusText({ runs: [run('demo', { step: undefined })], engine: 'off' }).text,
    '$(sync~spin) demo 100/600',
  );
});

test('a paused and a stopping run say so instead of a remaining time', () => {
  const paused = run('demo', { state: 'paused' });
  assert.equal(
    statusText({ runs: [paused], engine: 'off' }).text,
    '$(debug-pause) demo 120/600 · loss 0.3312 · paused',
  );
  const stopping = run('demo', { state: 'stopping' });
  assert.match(statusText({ runs: [stopping], engine: 'off' }).text, /^\$\(sync~spin\) .* · stopping$/);
});

test('several runs are counted; the icon turns while one of them does', () => {
  const { text } = statusText({ runs: [run('a', { state: 'paused' }), run('b')], engine: 'off' });
  assert.equal(text, '$(sync~spin) 2 runs · a 120/600 · loss 0.3312 · paused');
});

test('without a run it shows what computes', () => {
  const backend = { name: 'tensorflow', device: 'CPU, 2 threads' } as const;
  assert.equal(statusText({ runs: [], engine: 'off' }).text, '$(chip) MFM');
  assert.equal(statusText({ runs: [], engine: 'starting' }).text, '$(loading~spin) MFM');
  assert.equal(statusText({ runs: [], engine: 'idle', backend }).text, '$(chip) tensorflow · CPU');
  assert.equal(statusText({ runs: [], engine: 'busy', backend }).text, '$(loading~spin) tensorflow · CPU');
  assert.equal(statusText({ runs: [], engine: 'failed' }).text, '$(error) MFM: engine ended');
});
