import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pretrainArguments } from '../../../extension/host/tasks/pretrainArguments.js';

test('a task becomes the words of the command line', () => {
  assert.deepEqual(pretrainArguments({ type: 'mfm', config: 'configs/demo.yaml' }), ['pretrain', 'configs/demo.yaml']);
  assert.deepEqual(
    pretrainArguments({
      type: 'mfm',
      config: 'a b.yaml',
      output: 'runs/x',
      overrides: { 'TRAIN.EPOCHS': 3, 'TRAIN.USE_CHECKPOINT': true, TAG: 'x y' },
    }),
    ['pretrain', 'a b.yaml', '--output', 'runs/x', 'TRAIN.EPOCHS', '3', 'TRAIN.USE_CHECKPOINT', 'True', 'TAG', 'x y'],
  );
});
