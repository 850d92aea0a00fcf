import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classesOf } from '../../extension/engine/checkpoint/classes.js';
import { defaultConfig } from '../../extension/engine/config/schema.js';
import { createClassifier } from '../../extension/engine/models/classifier.js';
import { createModel } from '../../extension/engine/models/model.js';

test('a classifier is known by its head, a pre-trained network has none', () => {
  const config = defaultConfig();
  for (const type of ['vit', 'resnet', 'swin'] as const) {
    config.MODEL.TYPE = type;
    assert.equal(classesOf(createClassifier(config, 37).parameters.state), 37, type);
    assert.equal(classesOf(createModel(config).parameters.state), undefined, type);
  }
});

test("a classifier is known in any dictionary, and not by its optimiser's state", () => {
  const named = (name: string, shape = [10, 4]) => classesOf([{ name, shape }]);
  assert.equal(named('fc.weight'), 10);
  assert.equal(named('model.head.weight'), 10);
  assert.equal(named('state_dict.module.fc.weight'), 10);
  assert.equal(named('optimizer.exp_avg.head.weight'), undefined);
  assert.equal(named('blocks.0.mlp.fc1.weight'), undefined);
  assert.equal(named('head.weight', [10, 4, 1, 1]), undefined);
});
