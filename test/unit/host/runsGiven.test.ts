import assert from 'node:assert/strict';
import { test } from 'node:test';
import { givenRuns } from '../../../extension/host/runs/givenRuns.js';
import { isRunsNode } from '../../../extension/host/runs/nodes.js';
import { fakeSummary } from '../../support/fakeRunState.js';

const [a, b] = ['a', 'b'].map(name => ({ dir: `/runs/${name}`, name, summary: fakeSummary() }));
const [nodeA, nodeB] = [a, b].map(run => ({ kind: 'run', run }));
const checkpointOfA = { kind: 'checkpoint', run: a, checkpoint: {} };

test('a command from the palette was given no runs', () => {
  assert.deepEqual(givenRuns([]), []);
  assert.deepEqual(givenRuns([undefined]), []);
});

test('a node alone, and with everything that is selected', () => {
  assert.deepEqual(givenRuns([nodeA]), [a]);
  assert.deepEqual(givenRuns([nodeA, [nodeA, nodeB]]), [a, b]);
  assert.deepEqual(givenRuns([nodeA, undefined]), [a]);
});

test('a run counts once, with its checkpoints', () => {
  assert.deepEqual(givenRuns([nodeA, [nodeA, checkpointOfA]]), [a]);
});

test('a button of one row does not act on a selection elsewhere', () => {
  assert.deepEqual(givenRuns([nodeA, [nodeB]]), [a]);
});

test('files and nodes of other trees are no runs', () => {
  assert.ok(!isRunsNode({ kind: 'image', path: '/a.png' }));
  assert.ok(!isRunsNode(null));
  assert.deepEqual(givenRuns(['/a', [nodeB]]), []);
});
