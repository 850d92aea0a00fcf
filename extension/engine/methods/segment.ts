import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../config/schema.js';
import { segmentationClasses } from '../config/segmentation.js';
import type { ImageFolder } from '../data/folder.js';
import { openMaskFolder } from '../data/maskFolder.js';
import { type ViewSpec, viewFields } from '../data/views/registry.js';
import { cells } from '../input/grid.js';
import { lossMetric } from '../metrics/training.js';
import { pixelSegmenter } from '../models/segmentation/pixelSegmenter.js';
import { createSegmenter } from '../models/segmentation/segmenter.js';
import { layerGroups } from '../optimisation/layerDecay.js';
import { IGNORED } from '../segmentation/confusion.js';
import type { Method } from './method.js';

/**
 * Semantic segmentation: the class of every pixel from masks, cross-entropy, from scratch or from a pre-trained encoder
 * (PRETRAINED), whose layers learn the slower the deeper they lie (TRAIN.LAYER_DECAY).
 */
export function segment(config: Config): Method {
  const segmenter = createSegmenter(config);
  const { name, encoder, head, parameters, classes } = segmenter;
  const { segment } = pixelSegmenter(segmenter);
  return {
    kind: { name: 'segment', label: 'Segmentation' },
    task: 'classes of pixels',
    metrics: [{ ...lossMetric, note: 'cross-entropy of pixels', definedBy: ['SEGMENTATION'] }],
    views: ['segments'],
    name,
    encoder,
    // Behind the head, logits at the size of the image.
    headMaps: [...head.featureMaps, cells(encoder.input.size) * classes],
    parameters,
    encoderParameters: parameters,
    groups: layerGroups(parameters, encoder, config.TRAIN.LAYER_DECAY),
    segment,
    async objective() {
      const { IMG_SIZE: side, INTERPOLATION: filter, MEAN: mean } = config.DATA;
      const view: ViewSpec = { kind: 'segment', side, mean, filter };
      return {
        view,
        ofEntry: [],
        fields: viewFields(view),
        metrics: [],
        loss: ({ images, masks }, pass) => ({ loss: pixelCrossEntropy(segment(images!, pass), masks!, classes) }),
        weight: ({ masks }) => tf.sum(pixelCounts(masks!)),
        dispose() {},
      };
    },
  };
}

/** The training part of DATA.DATA_PATH. @throws UserError when there is nothing to learn from */
export function openTrainingMasks(config: Config): Promise<ImageFolder> {
  const { LAYOUT: layout, IGNORE: ignore } = config.SEGMENTATION;
  const classes = segmentationClasses(config);
  return openMaskFolder(config.DATA.DATA_PATH, { layout, ignore, classes, split: 'training', key: 'DATA.DATA_PATH' });
}

/**
 * The mean over all pixels with a class of -log softmax(logits)[class]; 0 where there are none.
 *
 * @param logits `[..., classes]`
 * @param masks `[...]`: classes, or `IGNORED`
 */
export function pixelCrossEntropy(logits: tf.Tensor, masks: tf.Tensor, classes: number): tf.Scalar {
  const labels = tf.reshape(masks, [-1]);
  const counts = pixelCounts(labels);
  // An ignored pixel is asked for class 0, and its answer counts nothing.
  const targets = tf.oneHot(tf.cast(tf.mul(labels, counts), 'int32') as tf.Tensor1D, classes);
  const likely = tf.sum(tf.mul(tf.cast(targets, 'float32'), tf.logSoftmax(tf.reshape(logits, [-1, classes]))), 1);
  return tf.div(tf.neg(tf.sum(tf.mul(likely, counts))), tf.maximum(tf.sum(counts), 1)) as tf.Scalar;
}

/** 1 for each pixel that has a class. */
function pixelCounts(masks: tf.Tensor): tf.Tensor {
  return tf.cast(tf.less(masks, IGNORED), 'float32');
}
