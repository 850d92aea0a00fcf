import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logUnusable } from '../../../extension/host/runs/logUnusable.js';
import { type Run, unusableImages } from '../../../extension/host/runs/run.js';
import { runDescription, runFacts } from '../../../extension/host/runs/runText.js';
import { fakeStart, fakeSummary } from '../../support/fakeRunState.js';
import { english } from '../../support/words.js';

const empty = { path: 'a/empty.jpg', reason: 'the file is empty' };
const gone = { path: 'b.jpg', reason: 'there is no such file', step: 7 };

function run(summary: Partial<Run['summary']>): Run {
  return { dir: '/data/runs/demo', name: 'runs/demo', summary: fakeSummary(summary) };
}

/** A log of runs, and a way to say that one has changed. */
function logged() {
  const lines: string[] = [];
  let tell: (change: { list: boolean; runs: Set<Run> }) => void = () => {};
  const onDidChange = (listener: typeof tell) => {
    tell = listener;
    return { dispose: () => {} };
  };
  logUnusable({ onDidChange }, { warn: line => void lines.push(line) });
  return { lines, changed: (one: Run) => tell({ list: false, runs: new Set([one]) }) };
}

test('the log names each unusable image of a live run once, as it is found', () => {
  const { lines, changed } = logged();
  const live = run({ state: 'running' });
  changed(live);
  live.summary = fakeSummary({ unusable: { all: 84, leftOut: 1, failed: 0 }, skipped: [empty] });
  changed(live);
  changed(live);
  assert.deepEqual(lines.splice(0), [
    '/data/runs/demo: 83 of 84 images are used: 1 left out at a first look.',
    '/data/photos/a/empty.jpg: the file is empty',
  ]);
  const unusable = { all: 84, leftOut: 1, failed: 1 };
  live.summary = fakeSummary({ state: 'failed', unusable, skipped: [empty, gone] });
  changed(live);
  assert.deepEqual(lines, [
    '/data/runs/demo: 82 of 84 images are used: 1 left out at a first look, 1 failed when decoded.',
    '/data/photos/b.jpg: there is no such file',
  ]);
});

test('a run that had ended before the window opened is not told of again', () => {
  const { lines, changed } = logged();
  changed(run({ state: 'finished', unusable: { all: 84, leftOut: 1, failed: 0 }, skipped: [empty] }));
  assert.deepEqual(lines, []);
});

test('row and tooltip of a run count them; its process knows them first', () => {
  const spoilt = run({ state: 'stopped', unusable: { all: 85, leftOut: 2, failed: 1 } });
  assert.equal(runDescription(english, spoilt), 'stopped · epoch 12/150 · loss 0.41 · 3 unusable images');
  const images = (one: Run) => new Map(runFacts(english, one, 'en')).get('Images');
  assert.equal(images(spoilt), '82 of 85: 2 left out at a first look, 1 failed when decoded');
  assert.equal(images(run({})), '83');
  const unusable = { all: 85, leftOut: 2, failed: 2 };
  assert.deepEqual(unusableImages({ ...spoilt, live: { state: 'running', start: fakeStart, unusable } }), unusable);
});
