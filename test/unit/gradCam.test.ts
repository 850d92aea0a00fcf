import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../extension/engine/config/schema.js';
import { cells } from '../../extension/engine/input/grid.js';
import { valuesOf } from '../../extension/engine/input/input.js';
import { classAnswers, classNumber, likeliest } from '../../extension/engine/inspect/decision/answers.js';
import { ClassGradient } from '../../extension/engine/inspect/decision/classGradient.js';
import { Explainer } from '../../extension/engine/inspect/decision/explainer.js';
import { gradCam } from '../../extension/engine/inspect/decision/gradCam.js';
import { usualLayer } from '../../extension/engine/inspect/decision/usualLayer.js';
import type { Classifier } from '../../extension/engine/models/classifier.js';
import { pixelClassifier } from '../../extension/engine/models/pixelClassifier.js';
import { Taps } from '../../extension/engine/models/taps.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { fineTuningConfig, smallClassifier } from '../support/smallClassifier.js';
import { userError } from '../support/userError.js';

const families: Config['MODEL']['TYPE'][] = ['vit', 'resnet', 'swin', 'convnext'];
const CLASSES = 7;
const pixelsFor = ({ input }: Classifier) => lcg(valuesOf(input), 9);

onEachBackend('Grad-CAM', use => {
  for (const family of families) {
    test(`${family}: mean gradients of channels are what scores change by when all patches do, at every layer`, async () => {
      await use();
      const classifier = smallClassifier(fineTuningConfig(family, CLASSES));
      const { encoder, parameters } = classifier;
      const gradient = new ClassGradient(classifier);
      for (const [layer, { grid, width }] of encoder.layers.entries()) {
        const actual = await gradient.run(pixelsFor(classifier), 2, layer);
        const first = encoder.classToken ? width : 0;
        assert.equal(actual.length, first + cells(grid) * width);
        const sums = [0, width - 1].map(channel =>
          actual.subarray(first).reduce((sum, value, i) => (i % width === channel ? sum + value : sum), 0),
        );
        const measured = [0, width - 1].map(channel => slope(classifier, layer, channel, 2));
        const scale = Math.max(...measured.map(Math.abs), 1e-3);
        for (const [i, sum] of sums.entries()) {
          const error = Math.abs(sum - measured[i]!) / scale;
          assert.ok(error < 0.02, `layer ${layer}: ${sum} instead of ${measured[i]}`);
        }
      }
      gradient.dispose();
      parameters.dispose();
    });
  }

  test('resnet: with a linear head on the mean of the features, the map is the head’s own weights on them (CAM)', async () => {
    await use();
    const classifier = smallClassifier(fineTuningConfig('resnet', CLASSES));
    const { encoder, parameters } = classifier;
    const explainer = new Explainer({ classifier });
    const seen = await explainer.look(pixelsFor(classifier));
    const last = seen.layers.at(-1)!;
    const weight = parameters.get('fc.weight').dataSync<'float32'>();
    const count = cells(last.grid);
    for (let wanted = 0; wanted < CLASSES; wanted++) {
      const { map, layer } = await explainer.explain(seen, { class: String(wanted) });
      assert.equal(layer, encoder.layers.length - 1);
      const expected = Array.from({ length: count }, (_, patch) => {
        let sum = 0;
        for (let k = 0; k < last.width; k++)
          sum += weight[wanted * last.width + k]! * last.tokens[patch * last.width + k]!;
        return Math.max(0, sum / count);
      });
      assertClose(map.values, expected, `class ${wanted}`, 1e-4);
    }
    explainer.dispose();
    parameters.dispose();
  });

  for (const family of families) {
    test(`${family}: looking changes no score, the likeliest class is explained on the usual layer, and any other on any`, async () => {
      await use();
      const classifier = smallClassifier(fineTuningConfig(family, CLASSES));
      const { encoder, input } = classifier;
      const pixels = pixelsFor(classifier);
      const explainer = new Explainer({ classifier });
      const seen = await explainer.look(pixels);
      const logits = tf.tidy(() =>
        pixelClassifier(classifier)
          .classify(tf.tensor4d(pixels, [1, 3, ...input.size]))
          .dataSync<'float32'>(),
      );
      assertClose(seen.scores, logits, 'scores');
      const usual = await explainer.explain(seen);
      assert.equal(usual.explained.name, `class ${logits.indexOf(Math.max(...logits))}`);
      assert.deepEqual(usual.answers[0], usual.explained);
      assert.equal(usual.answers.length, 5);
      assert.equal(usual.layer, usualLayer(encoder));
      const other = await explainer.explain(seen, { class: '3', layer: 0 });
      assert.deepEqual([other.explained.name, other.map.grid], ['class 3', encoder.layers[0]!.grid]);
      assert.ok(Math.max(...other.map.values) > 0 && Math.min(...other.map.values) >= 0);
      assert.notDeepEqual((await explainer.explain(seen, { class: '4', layer: 0 })).map, other.map);
      const hasAttention = encoder.layers.some(({ attention }) => attention);
      assert.equal(usual.rollout !== undefined, hasAttention);
      if (usual.rollout) {
        assert.deepEqual(usual.rollout.grid, encoder.layers[0]!.grid);
        const sum = usual.rollout.values.reduce((a, b) => a + b, 0);
        assert.ok(encoder.classToken ? sum > 0 && sum < 1 : Math.abs(sum - 1) < 1e-5, `rollout sums to ${sum}`);
      }
      await assert.rejects(explainer.explain(seen, { layer: 99 }), userError(/no layer 100: .* layers 1 to \d/));
      explainer.dispose();
      classifier.parameters.dispose();
    });
  }

  test('behind the last block of a vision transformer patches have no part in what the class token says', async () => {
    await use();
    const config = fineTuningConfig('vit', CLASSES);
    config.MODEL.VIT.USE_MEAN_POOLING = false;
    const classifier = smallClassifier(config);
    const explainer = new Explainer({ classifier });
    const seen = await explainer.look(pixelsFor(classifier));
    const { map } = await explainer.explain(seen, { layer: 1 });
    assert.deepEqual([...map.values], new Array(cells(map.grid)).fill(0));
    const before = await explainer.explain(seen);
    assert.equal(before.layer, 0);
    assert.ok(before.map.values.some(value => value > 0));
    explainer.dispose();
    classifier.parameters.dispose();
  });
});

test('the map is the sum over the channels of weight times token where that is positive; the class token is left out', () => {
  const tokens = Float32Array.of(90, 90, 1, 2, 3, -1);
  const gradient = Float32Array.of(50, 50, 1, 0, 3, -2);
  // The means over the two patches are 2 and -1.
  const { values } = gradCam({ grid: [1, 2], classToken: true, tokens, gradient });
  assert.deepEqual([...values], [0, 7]);
  assert.deepEqual(
    [...gradCam({ grid: [1, 2], classToken: true, tokens: tokens.map(x => -x), gradient }).values],
    [0, 0],
  );
});

test('probabilities are a softmax, also of large scores; classes are found by name, else by number', () => {
  const answers = classAnswers(Float32Array.of(1000, 1000 + Math.log(3), 0), ['cat', 'dog', '0']);
  assert.deepEqual(
    likeliest(answers).map(({ name }) => name),
    ['dog', 'cat', '0'],
  );
  assertClose(
    answers.map(({ probability }) => probability),
    [0.25, 0.75, 0],
    'probabilities',
    1e-4,
  );
  assert.equal(classNumber('dog', answers), 1);
  assert.equal(classNumber('0', answers), 2, 'a name before a number');
  assert.equal(classNumber('1', answers), 1);
  assert.throws(() => classNumber('dgo', answers), userError(/no class dgo; you may mean dog/));
  assert.throws(() => classNumber('elephant', answers), userError(/no class elephant; take one of its 3, cat to 0/));
  assert.throws(() => classAnswers(Float32Array.of(1, Number.NaN)), userError(/no finite scores/));
});

/** How a class's score changes when one channel of all patches after a layer does, by central differences. */
function slope(classifier: Classifier, layer: number, channel: number, wanted: number): number {
  const { encoder, input } = classifier;
  const { grid, width } = encoder.layers[layer]!;
  const [first, step] = [encoder.classToken ? 1 : 0, 0.01];
  const at = (change: number) =>
    tf.tidy(() => {
      const rows = Float32Array.from({ length: (first + cells(grid)) * width }, (_, i) =>
        i >= first * width && i % width === channel ? change : 0,
      );
      const offset = tf.tensor2d(rows, [first + cells(grid), width]);
      const images = tf.tensor4d(pixelsFor(classifier), [1, 3, ...input.size]);
      return pixelClassifier(classifier)
        .classify(images, { taps: new Taps(true, { layer, offset }) })
        .dataSync<'float32'>()[wanted]!;
    });
  return (at(step) - at(-step)) / (2 * step);
}
