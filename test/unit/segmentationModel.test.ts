import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { checkConfig } from '../../extension/engine/config/check.js';
import type { Config } from '../../extension/engine/config/schema.js';
import { pixelCrossEntropy } from '../../extension/engine/methods/segment.js';
import { averagePool, resizeBilinear } from '../../extension/engine/models/segmentation/resample.js';
import { createSegmenter } from '../../extension/engine/models/segmentation/segmenter.js';
import { IGNORED } from '../../extension/engine/segmentation/confusion.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { lcg } from '../support/lcg.js';
import { tinyConfig } from '../support/tinyVit.js';
import { userError } from '../support/userError.js';

/** A small network of each family that segments into five classes. */
const families: Record<string, (config: Config) => void> = {
  ViT: ({ DATA, MODEL }) => {
    DATA.IMG_SIZE = 32;
    MODEL.VIT.DEPTH = 6;
  },
  ResNet: ({ DATA, MODEL }) => {
    MODEL.TYPE = 'resnet';
    DATA.IMG_SIZE = 64;
    Object.assign(MODEL.RESNET, { BLOCK: 'basic', LAYERS: [1, 1, 1, 1], WIDTH: 8 });
  },
  Swin: ({ DATA, MODEL }) => {
    MODEL.TYPE = 'swin';
    DATA.IMG_SIZE = 64;
    Object.assign(MODEL.SWIN, {
      PATCH_SIZE: 4,
      EMBED_DIM: 8,
      DEPTHS: [1, 1, 2, 1],
      NUM_HEADS: [2, 2, 2, 2],
      WINDOW_SIZE: 2,
    });
  },
  ConvNeXt: ({ DATA, MODEL }) => {
    MODEL.TYPE = 'convnext';
    DATA.IMG_SIZE = 64;
    Object.assign(MODEL.CONVNEXT, { DEPTHS: [1, 1, 2, 1], DIMS: [8, 16, 24, 32] });
  },
};

function segmentConfig(change: (config: Config) => void, head: 'linear' | 'upernet'): Config {
  const config = tinyConfig();
  config.MODEL.NAME = 'segment';
  Object.assign(config.SEGMENTATION, { CLASSES: 5, HEAD: head, HEAD_WIDTH: 8 });
  change(config);
  return config;
}

onEachBackend('networks that segment', use => {
  for (const [family, change] of Object.entries(families)) {
    for (const head of ['linear', 'upernet'] as const) {
      test(`${family} with the head ${head}: logits for every pixel, and all of it learns`, async () => {
        await use();
        const config = segmentConfig(change, head);
        const side = config.DATA.IMG_SIZE;
        const { parameters, segment } = createSegmenter(config);
        parameters.initialise(1);
        // Blocks of a ResNet begin as the identity, which gives nothing inside them a gradient.
        for (const { name, shape } of parameters.specs) {
          if (name.endsWith('bn2.weight')) parameters.set(name, new Float32Array(shape[0]!).fill(1));
        }
        const images = tf.tensor4d(lcg(2 * 3 * side ** 2, 1), [2, 3, side, side]);
        const labels = tf.tensor3d(
          lcg(2 * side ** 2, 2).map(u => Math.floor(5 * u)),
          [2, side, side],
        );
        const { value, grads } = tf.variableGrads(() => {
          const logits = segment(images, { training: true });
          assert.deepEqual(logits.shape, [2, side, side, 5]);
          return pixelCrossEntropy(logits, labels, 5);
        }, parameters.all());
        assert.ok(Math.abs(value.dataSync()[0]! - Math.log(5)) < 0.3, 'it begins without an opinion');
        const still = parameters.specs.filter((_, i) => {
          const gradient = grads[parameters.all()[i]!.name]!.dataSync();
          return gradient.every(x => x === 0);
        });
        assert.deepEqual(
          still.map(({ name }) => name),
          [],
        );
        tf.dispose([images, labels, value, grads]);
        parameters.dispose();
      });
    }
  }

  test('blocks that are recomputed give the same loss and gradients', async () => {
    await use();
    const results = [false, true].map(recompute => {
      const config = segmentConfig(families['ViT']!, 'upernet');
      config.TRAIN.USE_CHECKPOINT = recompute;
      const { parameters, segment } = createSegmenter(config);
      parameters.initialise(1);
      const images = tf.tensor4d(lcg(3 * 32 ** 2, 1), [1, 3, 32, 32]);
      const { value, grads } = tf.variableGrads(
        () => tf.mean(tf.square(segment(images, { training: true }))) as tf.Scalar,
        parameters.all(),
      );
      const values = [value, ...parameters.all().map(v => grads[v.name]!)].map(x => x.dataSync().slice());
      parameters.dispose();
      return values;
    });
    for (const [i, values] of results[0]!.entries()) assertClose(results[1]![i]!, values, `tensor ${i}`, 1e-4);
  });

  test('bilinear resizing is that of the backend, and pooling covers every cell as PyTorch does', async () => {
    await use();
    const x = tf.tensor4d(lcg(2 * 5 * 7 * 3, 3), [2, 5, 7, 3]);
    for (const grid of [
      [11, 9],
      [3, 4],
      [5, 14],
    ] as const) {
      const found = resizeBilinear(x, [...grid]);
      assert.deepEqual(found.shape, [2, ...grid, 3]);
      assertClose(found.dataSync(), tf.image.resizeBilinear(x, [...grid], false, true).dataSync(), `${grid}`);
    }
    const values = x.dataSync();
    const expected: number[] = [];
    for (let b = 0; b < 2; b++) {
      for (let r = 0; r < 3; r++) {
        for (let q = 0; q < 3; q++) {
          for (let c = 0; c < 3; c++) {
            const cell: number[] = [];
            for (let y = Math.floor((r * 5) / 3); y < Math.ceil(((r + 1) * 5) / 3); y++) {
              for (let z = Math.floor((q * 7) / 3); z < Math.ceil(((q + 1) * 7) / 3); z++) {
                cell.push(values[((b * 5 + y) * 7 + z) * 3 + c]!);
              }
            }
            expected.push(cell.reduce((sum, value) => sum + value, 0) / cell.length);
          }
        }
      }
    }
    assertClose(averagePool(x, [3, 3]).dataSync(), expected, 'means');
  });

  test('cross-entropy is the mean over the pixels that have a class', async () => {
    await use();
    const logits = lcg(6 * 4, 8).map(u => 8 * u - 4);
    const labels = [3, IGNORED, 0, 1, IGNORED, 2];
    const each = labels.flatMap((label, i) => {
      const row = [...logits.subarray(4 * i, 4 * i + 4)];
      const sum = Math.log(row.reduce((total, value) => total + Math.exp(value), 0));
      return label === IGNORED ? [] : [sum - row[label]!];
    });
    const loss = (of: number[]) =>
      pixelCrossEntropy(tf.tensor4d(logits, [1, 2, 3, 4]), tf.tensor3d(of, [1, 2, 3]), 4).dataSync();
    assertClose(loss(labels), [each.reduce((sum, value) => sum + value, 0) / each.length], 'cross-entropy');
    assert.equal(Math.abs(loss(labels.map(() => IGNORED))[0]!), 0);
  });
});

test('blocks that are not there, or too few, are refused', () => {
  const config = segmentConfig(families['ViT']!, 'upernet');
  config.SEGMENTATION.TAPS = [1, 2, 3, 5];
  assert.throws(() => createSegmenter(config), userError(/SEGMENTATION\.TAPS ends with block 5, and the last .* is 6/));
  config.SEGMENTATION.TAPS = [1, 2, 3, 6];
  assert.equal(createSegmenter(config).classes, 5);
  config.SEGMENTATION.TAPS = [];
  config.MODEL.VIT.DEPTH = 2;
  assert.throws(
    () => createSegmenter(config),
    userError(/takes the features of 4 blocks, and .* has 2: set it to linear/),
  );
});

test('what is wrong between keys is marked, and what does nothing', () => {
  const marks = (text: string) => checkConfig(text, 'a.yaml').map(({ code, message }) => `${code}: ${message}`);
  const found = marks('MODEL: {NAME: segment}');
  assert.equal(found.length, 1);
  assert.match(found[0]!, /SEGMENTATION\.CLASSES is 0: set it to the number of classes/);
  assert.deepEqual(marks('MODEL: {NAME: segment}\nSEGMENTATION: {LAYOUT: ade20k}'), []);
  assert.match(
    marks('MODEL: {NAME: segment}\nSEGMENTATION: {LAYOUT: pets, TAPS: [3, 2, 6, 12]}')[0]!,
    /SEGMENTATION\.TAPS must name 4 blocks in rising order/,
  );
  assert.deepEqual(marks('SEGMENTATION: {CLASSES: 4}'), [
    "no-effect: SEGMENTATION.CLASSES has no effect: it counts where MODEL.NAME is 'segment', and here that is 'pretrain'.",
  ]);
  assert.match(marks('MODEL: {NAME: segment}\nSEGMENTATION: {LAYOUT: pets}\nDATA: {MASK_RADIUS1: 3}')[0]!, /no-effect/);
});
