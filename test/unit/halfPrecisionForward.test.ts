import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../extension/engine/config/schema.js';
import { FeatureExtractor } from '../../extension/engine/inspect/features/featureExtractor.js';
import { Reconstructor } from '../../extension/engine/methods/mfm/reconstruct.js';
import { createClassifier } from '../../extension/engine/models/classifier.js';
import { createModel } from '../../extension/engine/models/model.js';
import { compiledClassifier, pixelClassifier } from '../../extension/engine/models/pixelClassifier.js';
import { type Runtime, useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createTensorflowRuntime } from '../../extension/tensorflow/runtime.js';
import { assertClose } from '../support/close.js';
import { smallConfigs } from '../support/families.js';
import { lcg } from '../support/lcg.js';
import { tinyResnetConfig } from '../support/tinyResnet.js';

const library = process.env['MFM_LIBTENSORFLOW'];
const skip = library ? false : 'MFM_LIBTENSORFLOW does not name a libtensorflow_cc';
const IMAGES = 2;

const pixelsOf = (config: Config) => lcg(IMAGES * 3 * config.DATA.IMG_SIZE ** 2, 3);

/** What a network makes of images, each in a way of its own that reads the precision from the config. */
const passes: Record<string, (config: Config) => Promise<Float32Array>> = {
  async features(config) {
    const model = createModel(config);
    model.parameters.initialise(1);
    const extractor = new FeatureExtractor(model, { pool: 'tokens', batchSize: IMAGES });
    const { features } = await extractor.run(pixelsOf(config));
    extractor.dispose();
    return features;
  },
  async reconstruction(config) {
    const model = createModel(config);
    model.parameters.initialise(1);
    const reconstructor = new Reconstructor(model, config);
    const { prediction } = await reconstructor.run(pixelsOf(config), {});
    reconstructor.dispose();
    return prediction;
  },
  async classes(config) {
    const classifier = createClassifier(config, 3);
    classifier.parameters.initialise(1);
    const step = compiledClassifier(pixelClassifier(classifier));
    const { IMG_SIZE: side } = config.DATA;
    const images = tf.tensor4d(pixelsOf(config), [IMAGES, 3, side, side]);
    const [logits] = await step.run(images);
    const values = logits!.dataSync<'float32'>();
    tf.dispose([images, logits!]);
    step.dispose();
    return values;
  },
};

/** Of the usual width: the sums of the narrow one have so few terms that rounding does not cancel out. */
const configs = { ...smallConfigs, resnet: () => tinyResnetConfig('bottleneck', [1, 1, 1, 1]) };

describe('in half precision', { skip }, () => {
  let started: Promise<Runtime> | undefined;
  for (const type of ['bfloat16', 'float16'] as const) {
    for (const [family, make] of Object.entries(configs)) {
      test(`features, reconstruction and classes are near those in single precision: ${family}, ${type}`, async () => {
        started ??= createTensorflowRuntime({ library: library! });
        useRuntime({ ...(await started), half: { type, why: 'a test wants it' } });
        for (const [what, pass] of Object.entries(passes)) {
          const [single, half] = [make(), make()];
          half.AMP_OPT_LEVEL = 'O1';
          const [expected, found] = [await pass(single), await pass(half)];
          assert.notDeepEqual(found, expected, `${what} are in half precision indeed`);
          assertClose(found, expected, what, 2e-2);
        }
      });
    }
  }
});
