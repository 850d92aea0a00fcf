import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spectralLoss } from '../../../extension/engine/metrics/recorded.js';
import { isWithin } from '../../../extension/host/common/isWithin.js';
import { checkpointDescription, checkpointLabel, checkpointName } from '../../../extension/host/runs/checkpointText.js';
import { displayState, isLive, isResumable, type Run, runName } from '../../../extension/host/runs/run.js';
import { batchText, runDescription, runFacts, runLabel, timeLeft } from '../../../extension/host/runs/runText.js';
import type { RunSnapshot } from '../../../extension/protocol/runApi.js';
import { fakeStart, fakeStep, fakeSummary } from '../../support/fakeRunState.js';
import { english } from '../../support/words.js';

function run(summary: Partial<Run['summary']> = {}, live?: Partial<RunSnapshot>): Run {
  return {
    dir: '/data/runs/demo',
    name: 'runs/demo',
    summary: fakeSummary(summary),
    live: live && { state: 'running', start: fakeStart, ...live },
  };
}

test('a live run tells epoch, loss and the time that remains', () => {
  const live = run(
    { state: 'running' },
    { step: fakeStep({ epoch: 11, values: { loss: 0.331_47 }, etaSeconds: 130 }) },
  );
  assert.equal(runDescription(english, live), 'epoch 12/150 · loss 0.331 · 2 min left');
  assert.equal(runLabel(english, live), 'Run runs/demo, running, epoch 12 of 150, loss 0.331');
});

test('a run that was not connected to tells what its folder says', () => {
  assert.equal(
    runDescription(english, run({ state: 'running', epoch: 3, values: { loss: 0.5 } })),
    'epoch 4/150 · loss 0.5',
  );
  assert.equal(runDescription(english, run({ state: 'running', epoch: 0, values: {} })), 'epoch 1/150');
});

test('before its first step a live run tells no loss of its own and no time', () => {
  assert.equal(runDescription(english, run({ state: 'running', epoch: 0, values: {} }, {})), 'epoch 1/150');
  assert.equal(
    runDescription(english, run({ state: 'running' }, { step: fakeStep({ etaSeconds: Number.POSITIVE_INFINITY }) })),
    'epoch 12/150 · loss 0.331',
  );
});

test('every other state is named first', () => {
  const step = fakeStep({ epoch: 11, values: { loss: 0.331 }, etaSeconds: 130 });
  const texts = {
    paused: runDescription(english, run({ state: 'paused' }, { state: 'paused', step })),
    stopping: runDescription(english, run({ state: 'running' }, { state: 'stopping', step })),
    finished: runDescription(english, run({ state: 'finished', epoch: 149, values: { loss: 0.25 } })),
    stopped: runDescription(english, run({ state: 'stopped', epoch: 11, values: { loss: 0.331 } })),
    failed: runDescription(english, run({ state: 'failed', epoch: 0, values: {} })),
    interrupted: runDescription(english, run({ state: 'interrupted', epoch: 11, values: { loss: 0.331 } })),
  };
  assert.deepEqual(texts, {
    paused: 'paused · epoch 12/150 · loss 0.331',
    stopping: 'stopping · epoch 12/150 · loss 0.331',
    finished: 'finished · loss 0.25',
    stopped: 'stopped · epoch 12/150 · loss 0.331',
    failed: 'failed · epoch 1/150',
    interrupted: 'interrupted · epoch 12/150 · loss 0.331',
  });
});

test('the process knows better than the folder, until it has ended', () => {
  assert.equal(displayState(run({ state: 'running' }, { state: 'stopping' })), 'stopping');
  assert.equal(displayState(run({ state: 'stopped' }, { state: 'ended' })), 'stopped');
  assert.ok(isLive(run({ state: 'paused' })));
  assert.ok(!isLive(run({ state: 'interrupted' })));
});

test('what can be resumed: held runs and those that ended too early', () => {
  const states = ['running', 'paused', 'finished', 'stopped', 'failed', 'interrupted', 'unreadable'] as const;
  const resumable = states.filter(state => isResumable(run({ state })));
  assert.deepEqual(resumable, ['paused', 'stopped', 'failed', 'interrupted', 'unreadable']);
});

test('time is told as coarsely as it is known', () => {
  const texts = [5, 59, 60, 130, 3599, 7500].map(seconds => timeLeft(english, seconds));
  assert.deepEqual(texts, [
    'less than a minute left',
    'less than a minute left',
    '1 min left',
    '2 min left',
    '1 h 00 min left',
    '2 h 05 min left',
  ]);
});

test('the tooltip names settings, device and folder', () => {
  const facts = new Map(runFacts(english, run({ state: 'finished', values: { loss: 0.25 } }), 'en'));
  assert.equal(facts.get('Model'), 'ViT, patch 16, width 192, depth 12, 5\u202f678\u202f208 parameters');
  assert.equal(facts.get('Computes with'), 'tensorflow (CPU, 2 threads)');
  assert.equal(facts.get('Steps'), '480 of 1\u202f800');
  assert.equal(facts.get('Folder'), '/data/runs/demo');
  assert.ok(!facts.has('Speed'), 'only a live run has a speed');
});

test('a run folder of another program version still has a tooltip', () => {
  const facts = runFacts(english, run({ start: undefined }), 'en').map(([label]) => label);
  assert.ok(!facts.includes('Model'));
  assert.equal(runDescription(english, run({ start: undefined, state: 'stopped', values: {} })), 'stopped');
});

test('accumulated batches are told as a product', () => {
  assert.equal(batchText(16, 1), '16');
  assert.equal(batchText(16, 4), '16 × 4');
});

test('runs are named by where they were found', () => {
  assert.equal(runName('/data/runs/demo', ['/data']), 'runs/demo');
  assert.equal(runName('/data/runs/demo', ['/data', '/data/runs']), 'demo');
  assert.equal(runName('/data/runs/demo', ['/data/runs/demo']), 'demo');
  assert.equal(runName('/elsewhere/demo', ['/data']), 'demo');
});

test('a folder holds itself and what lies in it, not its neighbours', () => {
  assert.ok(isWithin('/a/b', '/a/b'));
  assert.ok(isWithin('/a/b', '/a/b/..c'));
  assert.ok(!isWithin('/a/b', '/a/bc'));
  assert.ok(!isWithin('/a/b', '/a'));
});

test('a checkpoint tells epoch, step, loss, size and whether it is the best', () => {
  const checkpoint = { file: '/r/c.safetensors', epoch: 30, step: 120, bytes: 4_100_000, value: 0.331_23, best: true };
  assert.equal(checkpointName(english, checkpoint), 'epoch 30 · step 120');
  assert.equal(checkpointDescription(english, checkpoint, spectralLoss), 'loss 0.3312 · 4.1 MB · best');
  assert.equal(
    checkpointLabel(english, checkpoint, spectralLoss),
    'Checkpoint of epoch 30, step 120, loss 0.3312, 4.1 MB, lowest loss of the run',
  );
  assert.equal(
    checkpointDescription(english, { ...checkpoint, value: undefined, best: false }, spectralLoss),
    '4.1 MB',
  );
});
