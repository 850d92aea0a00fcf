import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../config/schema.js';
import type { EntryField } from '../data/batch.js';
import { requireLabels } from '../data/labels.js';
import type { Source } from '../data/source.js';
import { type ViewSpec, viewFields } from '../data/views/registry.js';
import { normalise } from '../input/normalise.js';
import { lossMetric } from '../metrics/training.js';
import { createClassifier } from '../models/classifier.js';
import type { Pass } from '../models/encoder.js';
import { decayGroups } from '../optimisation/groups.js';
import type { Method } from './method.js';

/**
 * Classification from labels: random crops, cross-entropy with the label smoothing of MODEL.LABEL_SMOOTHING (fact sheet 1.13),
 * from scratch or from a pre-trained encoder (PRETRAINED).
 */
export function supervised(config: Config): Method {
  const classifier = createClassifier(config);
  const { name, encoder, parameters, encoderParameters, classes } = classifier;
  const classify = (images: tf.Tensor, pass?: Pass) => classifier.classify(normalise(images, encoder.input), pass);
  return {
    kind: { name: 'supervised', label: 'Classification' },
    metrics: [{ ...lossMetric, note: 'cross-entropy', definedBy: ['MODEL.LABEL_SMOOTHING'] }],
    views: [],
    name,
    encoder,
    parameters,
    encoderParameters,
    groups: decayGroups(parameters),
    classify: images => classify(images),
    async objective(source) {
      const { IMG_SIZE: side, MIN_CROP_SCALE: minCropScale, INTERPOLATION: filter } = config.DATA;
      const view: ViewSpec = { kind: 'crop', size: [side, side], minCropScale, filter };
      const targets = targetField(source, classes, config.MODEL.LABEL_SMOOTHING);
      return {
        view,
        ofEntry: [targets],
        fields: [...viewFields(view), targets],
        metrics: [],
        loss: ({ images, targets: wanted }, pass) => ({ loss: crossEntropy(classify(images!, pass), wanted!) }),
        dispose() {},
      };
    },
  };
}

/**
 * The config with as many classes as the images have: the released code takes them from the data set, too.
 *
 * @throws UserError when images are in no class, or all in one
 */
export function settleClasses(config: Config, source: Source): Config {
  requireLabels(source, "MODEL.NAME 'finetune'");
  return { ...config, MODEL: { ...config.MODEL, NUM_CLASSES: source.classes.length } };
}

/**
 * The mean over a batch of -sum of targets * log softmax(logits).
 *
 * @param logits `[batch, classes]`
 * @param targets `[batch, classes]`: probabilities
 */
export function crossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1))) as tf.Scalar;
}

/** What a classifier should answer, `[classes]`: 1 - smoothing for the label, and smoothing spread over all classes. */
function targetField({ entries }: Source, classes: number, smoothing: number): EntryField {
  const rows = Array.from({ length: classes }, (_, label) => {
    const row = new Float32Array(classes).fill(smoothing / classes);
    row[label]! += 1 - smoothing;
    return row;
  });
  return { name: 'targets', shape: [classes], of: index => rows[entries[index]!.label]! };
}
