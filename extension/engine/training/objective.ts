import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../config/schema.js';
import { filterSpectrum } from '../corruption/filter.js';
import { frequencyMask } from '../corruption/mask.js';
import { normalise } from '../corruption/normalise.js';
import { shiftedToHalf } from '../frequency/halfSpectrum.js';
import { type FrequencyLossOptions, frequencyLoss, maskedWeights, normalWeights } from '../frequency/loss.js';
import type { Pass } from '../models/encoder.js';
import type { PretrainModel } from '../models/model.js';

/** Masked frequency modelling on one batch: what went in, what came out, and how far apart they are. */
export interface Objective {
  /** `[batch, 3, H, W]` in [0, 1]: the image with part of its spectrum removed. */
  corrupted: tf.Tensor;
  /** `[batch, 3, H, W]`, normalised. */
  prediction: tf.Tensor;
  /** Scalar. */
  loss: tf.Tensor;
}

/**
 * The method (paper section 3): remove the masked frequencies, predict the clean image, compare spectra.
 *
 * @param images `[batch, 3, H, W]` clean pixels in [0, 1]
 * @param kept keep-masks on the unshifted half spectrum, `[batch, 1, H, W/2+1]`
 * @param pass how the network is run
 */
export function maskedFrequencyModelling(
  model: PretrainModel,
  config: Config,
  images: tf.Tensor,
  kept: tf.Tensor,
  pass?: Pass,
): Objective {
  const corrupted = filterSpectrum(images, kept);
  const prediction = model.predict(normalise(corrupted), pass);
  const loss = frequencyLoss(prediction, normalise(images), lossWeights(config, images, kept), lossOptions(config));
  return { corrupted, prediction, loss };
}

/** The config's low-pass mask on the unshifted half spectrum, `[H, W/2+1]`. */
export function lowPassMask(config: Config): tf.Tensor2D {
  const { IMG_SIZE: size, MASK_RADIUS1, MASK_RADIUS2 } = config.DATA;
  return tf.tensor2d(shiftedToHalf(frequencyMask(size, MASK_RADIUS1, MASK_RADIUS2), size, size), [
    size,
    Math.floor(size / 2) + 1,
  ]);
}

function lossWeights(config: Config, images: tf.Tensor, kept: tf.Tensor): tf.Tensor {
  const [batch, channels, height, width] = images.shape as [number, number, number, number];
  if (config.MODEL.RECOVER_TARGET_TYPE === 'masked') return maskedWeights(kept, channels, width);
  const p = config.MODEL.FREQ_LOSS.PATCH_FACTOR;
  const spectra = config.MODEL.FREQ_LOSS.AVE_SPECTRUM ? 1 : batch;
  return normalWeights(spectra * p * p * channels, height / p, width / p);
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
