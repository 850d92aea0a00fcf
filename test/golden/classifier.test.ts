import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { defaultConfig } from '../../extension/engine/config/schema.js';
import { imagenetStatistics } from '../../extension/engine/input/input.js';
import { normalise } from '../../extension/engine/input/normalise.js';
import { createClassifier } from '../../extension/engine/models/classifier.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { golden } from '../support/golden.js';
import { lcg } from '../support/lcg.js';
import { root } from '../support/root.js';
import { tinyClassifier } from '../support/tinyVit.js';

const expected = golden.vit_tiny_finetune;

onEachBackend('tiny ViT classifier', use => {
  test('logits equal the reference', async () => {
    await use();
    const classifier = tinyClassifier();
    const names = classifier.parameters.specs.map(spec => spec.name);
    assert.deepEqual(names, expected.order);
    const logits = classifier.classify(normalise(tf.tensor4d(lcg(2 * 3 * 256, 1), [2, 3, 16, 16]), imagenetStatistics));
    assert.deepEqual(logits.shape, [2, 5]);
    assertClose(logits.dataSync(), expected.logits.flat(), 'logits');
  });
});

/** Settings of the manifests: what each adds to the plain ViT-B. */
const manifests: Record<string, object> = {
  vit_base_finetune: {},
  vit_small_finetune: { EMBED_DIM: 384, NUM_HEADS: 6 },
};

for (const [name, settings] of Object.entries(manifests)) {
  test(`${name} has the official state in the official order`, () => {
    const config = defaultConfig();
    Object.assign(config.MODEL.VIT, { INIT_VALUES: null, USE_MEAN_POOLING: true, ...settings });
    const lines = readFileSync(`${root}test/golden/manifests/${name}.tsv`, 'utf8').trim().split('\n').slice(1);
    const actual = createClassifier(config).parameters.state.map(({ name, shape, buffer }) =>
      [name, shape.join('x'), buffer?.dtype === 'I64' ? 'int64' : 'float32', buffer ? 'buffer' : 'param'].join('\t'),
    );
    assert.deepEqual(actual, lines);
  });
}
