import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../config/schema.js';
import { filterSpectrum } from '../../corruption/filter.js';
import { halfWidth, shiftedToHalf } from '../../frequency/halfSpectrum.js';
import {
  type FrequencyLossOptions,
  frequencyLoss,
  maskedWeights,
  normalWeights,
  removedCount,
  removedOfEach,
} from '../../frequency/loss.js';
import { type ShapedBand, shapedMask } from '../../frequency/maskShape.js';
import { normalise } from '../../input/normalise.js';
import type { Pass } from '../../models/encoder.js';
import type { PretrainModel } from '../../models/model.js';

/** A batch on its way through the method. Masks are 1 where something is kept. */
export interface PretextInput {
  /** `[batch, channels, H, W]` clean pixels in [0, 1]. */
  images: tf.Tensor;
  /** Like `images`, not clipped: what the other tasks left of them (see `degrade`). */
  degraded?: tf.Tensor;
  /** Keep-masks on the unshifted half spectrum, `[batch, 1, H, W/2+1]`; absent when no image has one. */
  kept?: tf.Tensor;
  /** `[batch]`: 1 where the image's keep-mask applies; absent when it does for all. */
  masked?: tf.Tensor;
}

/** The method on one batch: what went in, what came out, and how far apart they are. */
export interface Objective {
  /** `[batch, channels, H, W]`: what the encoder sees, before it is normalised. Noise may leave [0, 1]. */
  corrupted: tf.Tensor;
  /** `[batch, channels, H, W]`, normalised. */
  prediction: tf.Tensor;
  /** Scalar. */
  loss: tf.Tensor;
  /** What each image adds to the loss, as in `FrequencyLoss`. */
  each: tf.Tensor;
}

/**
 * The method (paper section 3): take something from the images (frequencies, resolution, sharpness, cleanness), predict the
 * clean images, compare spectra.
 *
 * @param pass how the network is run
 */
export function pretextObjective(model: PretrainModel, config: Config, input: PretextInput, pass?: Pass): Objective {
  const corrupted = corrupt(input);
  const prediction = model.predict(normalise(corrupted, model.input), pass);
  const target = normalise(input.images, model.input);
  return {
    corrupted,
    prediction,
    ...frequencyLoss(prediction, target, lossWeights(config, input), lossOptions(config)),
  };
}

/**
 * The low-pass masks of bands on the unshifted half spectrum, `[bands, H, W/2+1]`.
 *
 * @param size side of the images in pixels
 */
export function lowPassMasks(size: number, bands: readonly ShapedBand[]): tf.Tensor3D {
  const columns = halfWidth(size);
  const masks = new Float32Array(bands.length * size * columns);
  for (const [i, band] of bands.entries()) {
    masks.set(shiftedToHalf(shapedMask(size, size, band), size, size), i * size * columns);
  }
  return tf.tensor3d(masks, [bands.length, size, columns]);
}

function corrupt({ images, degraded = images, kept, masked }: PretextInput): tf.Tensor {
  if (!kept) return degraded;
  const filtered = filterSpectrum(degraded, kept);
  if (!masked) return filtered;
  const choice = tf.reshape(masked, [-1, 1, 1, 1]);
  return tf.add(tf.mul(choice, filtered), tf.mul(tf.sub(1, choice), degraded));
}

/** An image without a mask has lost no frequency more than another: with the target 'masked', all of its frequencies count. */
function lossWeights(config: Config, { images, kept, masked }: PretextInput): tf.Tensor {
  const [batch, channels, height, width] = images.shape as [number, number, number, number];
  if (config.MODEL.RECOVER_TARGET_TYPE === 'masked' && kept) return maskedWeights(known(kept, masked), channels, width);
  const p = config.MODEL.FREQ_LOSS.PATCH_FACTOR;
  const spectra = config.MODEL.FREQ_LOSS.AVE_SPECTRUM ? 1 : batch;
  return normalWeights(spectra * p * p * channels, height / p, width / p);
}

/** The share of each image in what the loss of a batch is a mean over, `[batch]`; not for an averaged spectrum. */
export function sharesOf(config: Config, { images, kept, masked }: PretextInput): tf.Tensor {
  const [batch, , , width] = images.shape as [number, number, number, number];
  if (config.MODEL.RECOVER_TARGET_TYPE !== 'masked' || !kept) return tf.fill([batch], 1 / batch);
  const removed = removedOfEach(known(kept, masked), width);
  return tf.div(removed, tf.sum(removed));
}

/** How many frequencies of a batch its loss is the mean over, a scalar, where batches differ in that. */
export function countedFrequencies(config: Config, { images, kept, masked }: PretextInput): tf.Scalar | undefined {
  if (config.MODEL.RECOVER_TARGET_TYPE !== 'masked' || !kept) return undefined;
  return removedCount(known(kept, masked), images.shape[3]!);
}

/** The keep-masks of all images, of those without one, too. */
function known(kept: tf.Tensor, masked: tf.Tensor | undefined): tf.Tensor {
  return masked ? tf.mul(kept, tf.reshape(masked, [-1, 1, 1, 1])) : kept;
}

function lossOptions(config: Config): FrequencyLossOptions {
  const l = config.MODEL.FREQ_LOSS;
  return {
    lossGamma: l.LOSS_GAMMA,
    matrixGamma: l.MATRIX_GAMMA,
    patchFactor: l.PATCH_FACTOR,
    averageSpectrum: l.AVE_SPECTRUM,
    withMatrix: l.WITH_MATRIX,
    logMatrix: l.LOG_MATRIX,
    batchMatrix: l.BATCH_MATRIX,
  };
}
