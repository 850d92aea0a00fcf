import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TensorEntry } from '../../extension/protocol/checkpointPage.js';
import { found } from '../../webview/checkpoint/tensors/rows.js';
import { treeRows } from '../../webview/checkpoint/tensors/tree.js';
import { treeKey } from '../../webview/ui/table.js';

const tensor = (name: string, values: number): TensorEntry => ({
  ...{ name, part: 'model', dtype: 'F32', shape: [values], bytes: 4 * values },
});

const tensors = [
  tensor('encoder.blocks.10.norm.bias', 1),
  tensor('encoder.blocks.2.norm.bias', 2),
  tensor('encoder.blocks.2.norm.weight', 3),
  tensor('encoder.cls_token', 4),
  tensor('decoder.0.weight', 5),
];

/** Each row in sight: its depth in dots, label, tensors, values and whether it is open. */
const shown = (isOpen: (path: string, level: number) => boolean) =>
  treeRows(tensors, isOpen).map(
    ({ label, level, open, tensors, values }) =>
      `${'.'.repeat(level)}${label} ${tensors} ${values}${open === undefined ? '' : open ? ' -' : ' +'}`,
  );

test('names are a tree by their dots: sums of what lies inside, single ways joined, numbers as numbers', () => {
  assert.deepEqual(
    shown(() => true),
    [
      '.decoder.0.weight 1 5',
      '.encoder 4 10 -',
      '..blocks 3 6 -',
      '...2.norm 2 5 -',
      '....bias 1 2',
      '....weight 1 3',
      '...10.norm.bias 1 1',
      '..cls_token 1 4',
    ],
  );
  assert.deepEqual(
    shown((_, level) => level === 1),
    ['.decoder.0.weight 1 5', '.encoder 4 10 -', '..blocks 3 6 +', '..cls_token 1 4'],
  );
  assert.deepEqual(
    treeRows([], () => true),
    [],
  );
});

test('the arrow keys open, close, and go in and out', () => {
  const twigs = [{ level: 1, open: true }, { level: 2, open: false }, { level: 2 }];
  assert.equal(treeKey('ArrowLeft', 0, twigs), 'toggle');
  assert.equal(treeKey('ArrowRight', 0, twigs), 1);
  assert.equal(treeKey('ArrowRight', 1, twigs), 'toggle');
  assert.equal(treeKey('ArrowLeft', 1, twigs), 0);
  assert.equal(treeKey('ArrowLeft', 2, twigs), 0);
  assert.equal(treeKey('ArrowRight', 2, twigs), undefined);
  assert.equal(treeKey('ArrowDown', 1, twigs), undefined);
});

test('the tensors of a part are those that its names begin, without those of others', () => {
  const among = { title: 'Blocks', tensors: ['encoder.'], without: ['encoder.blocks.'] };
  const names = (all: TensorEntry[]) => found(all, { search: '', part: 'model', among }).map(({ name }) => name);
  assert.deepEqual(names(tensors), ['encoder.cls_token']);
  assert.deepEqual(names([tensor('model.encoder.cls_token', 1)]), ['model.encoder.cls_token'], "in PyTorch's files");
});
