import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../config/schema.js';
import { degrades, maskedImages } from '../../config/tasks.js';
import { chooseMasks } from '../../corruption/filter.js';
import type { TrainingBands } from '../../data/adaptiveRadii.js';
import type { EntryField } from '../../data/batch.js';
import { type ViewSpec, viewFields } from '../../data/views/registry.js';
import type { PretrainModel } from '../../models/model.js';
import type { Objective } from '../method.js';
import { kindLoss, lossKindsIn } from './kindLoss.js';
import { countedFrequencies, lowPassMasks, type PretextInput, pretextObjective, sharesOf } from './objective.js';

/**
 * The method as training does it. A step takes no more of a batch than the config's tasks need.
 *
 * @param bands where the masks of the images may cut, and which of them is whose
 */
export function pretextTraining(model: PretrainModel, config: Config, { bands, ofEntry }: TrainingBands): Objective {
  const { DATA: data } = config;
  const masked = maskedImages(data);
  const masks = lowPassMasks(data.IMG_SIZE, bands);
  const view: ViewSpec = {
    kind: 'pretext',
    side: data.IMG_SIZE,
    minCropScale: data.MIN_CROP_SCALE,
    filter: data.INTERPOLATION,
    shrinks: data.SHRINK_ON_LOAD,
    sampleRatio: data.SAMPLE_RATIO,
    tasks: data,
  };
  const choice = masked !== 'none' && bands.length > 1 ? [bandField(bands.length, ofEntry)] : [];
  const kinds = lossKindsIn(config);
  const used = new Set(['images']);
  if (kinds.length > 0) used.add('kind');
  if (degrades(data)) used.add('degraded');
  if (masked !== 'none') used.add('lowPass');
  if (masked === 'some') used.add('masked');
  return {
    view,
    ofEntry: choice,
    fields: [...viewFields(view).filter(({ name }) => used.has(name)), ...choice],
    metrics: [],
    parts: kinds.map(kind => kindLoss(kind).id),
    loss(batch, pass) {
      const input = inputOf(batch);
      const { loss, each } = pretextObjective(model, config, input, pass);
      return { loss: loss as tf.Scalar, parts: batch['kind'] && ofKinds(batch['kind'], each, sharesOf(config, input)) };
    },
    weight: batch => countedFrequencies(config, inputOf(batch)),
    dispose: () => masks.dispose(),
  };

  function inputOf({ images, degraded, lowPass, masked, bands }: Readonly<Record<string, tf.Tensor>>): PretextInput {
    const kept = lowPass && chooseMasks(lowPass, bands ? chosen(bands) : masks);
    return { images: images!, degraded, kept, masked };
  }

  /** One-hot rows times the masks: exact, and unlike gathering by index it needs no value while a step is traced. */
  function chosen(rows: tf.Tensor): tf.Tensor {
    const [count, height, columns] = masks.shape;
    const product = tf.matMul(rows as tf.Tensor2D, tf.reshape(masks, [count, height * columns]));
    return tf.reshape(product, [-1, height, columns]);
  }
}

/** What the images of each kind add to the loss, and their share in what it is a mean over. @param kinds `[batch, kinds]`, one-hot */
function ofKinds(kinds: tf.Tensor, each: tf.Tensor, shares: tf.Tensor): { sums: tf.Tensor1D; weights: tf.Tensor1D } {
  const added = (values: tf.Tensor) => tf.sum<tf.Tensor1D>(tf.mul(kinds, tf.expandDims(values, 1)), 0);
  return { sums: added(each), weights: added(shares) };
}

/** Which of the bands the mask of an entry has, as a one-hot row. */
function bandField(count: number, ofEntry: Uint8Array): EntryField {
  const rows = Array.from({ length: count }, (_, band) => {
    const row = new Float32Array(count);
    row[band] = 1;
    return row;
  });
  return { name: 'bands', shape: [count], of: index => rows[ofEntry[index]!]! };
}
