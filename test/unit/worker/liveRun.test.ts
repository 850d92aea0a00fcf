import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunControl } from '../../../extension/engine/training/runControl.js';
import type { StartEvent, StepEvent } from '../../../extension/protocol/events.js';
import type { RunSnapshot } from '../../../extension/protocol/runApi.js';
import { LiveRun } from '../../../extension/worker/liveRun.js';

const start = { type: 'start', run: '/runs/a', step: 0 } as StartEvent;
const step = (n: number) => ({ type: 'step', step: n }) as StepEvent;

/** Follows a run and collects what it sends. */
function following(run: LiveRun, signal = new AbortController().signal) {
  const seen: RunSnapshot[] = [];
  return { seen, done: run.follow(signal, snapshot => seen.push(snapshot)) };
}

test('a follower has the whole state at once, and of many changes the newest', async () => {
  const run = new LiveRun(new RunControl());
  run.show(start);
  run.show({ type: 'sample', epoch: 0, step: 0, file: 'a' });
  run.show(step(1));
  const { seen, done } = following(run);
  assert.deepEqual(seen, [
    { state: 'running', start, sample: { type: 'sample', epoch: 0, step: 0, file: 'a' }, step: step(1) },
  ]);
  for (let n = 2; n <= 1000; n++) {
    run.show(step(n));
    if (n % 100 === 0) await new Promise(resolve => setImmediate(resolve));
  }
  run.end();
  await done;
  assert.ok(seen.length < 10, `${seen.length} snapshots of 1000 steps`);
  assert.equal(seen.at(-1)!.state, 'ended');
  assert.equal(seen.at(-1)!.step!.step, 1000);
});

test('the state follows what is asked for and what happens', async () => {
  const control = new RunControl();
  const run = new LiveRun(control);
  run.show(start);
  run.show({ type: 'state', state: 'paused', step: 0 });
  assert.equal(run.snapshot!.state, 'paused');
  run.show({ type: 'state', state: 'running', step: 0 });
  assert.equal(run.snapshot!.state, 'running');
  control.stop({ save: true });
  assert.equal(run.snapshot!.state, 'stopping');
  run.show({ type: 'end', reason: 'stopped', run: '/runs/a', step: 0, skipped: [] });
  assert.equal(run.snapshot!.state, 'stopping', 'its folder is not in order yet');
  run.end();
  assert.equal(run.snapshot!.state, 'ended');
});

test('a follower that comes before the start waits for it; one that gives up is let go', async () => {
  const run = new LiveRun(new RunControl());
  const controller = new AbortController();
  const { seen, done } = following(run, controller.signal);
  assert.deepEqual(seen, []);
  run.show(start);
  // Until the change has been noticed.
  while (seen.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
  controller.abort();
  await done;
  assert.equal(run.listenerCount('change'), 0);
});

test('waiting for the end tells of a failure', async () => {
  const run = new LiveRun(new RunControl());
  const failure = new Error('The loss is not finite.');
  const waiting = assert.rejects(run.ended(), failure);
  run.end(failure);
  run.end();
  await waiting;
  await assert.rejects(run.ended(), failure);
});
