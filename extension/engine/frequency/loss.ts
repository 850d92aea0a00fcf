import * as tf from '@tensorflow/tfjs-core';
import { runtime } from '../runtime/runtime.js';
import { halfWidth, multiplicity } from './halfSpectrum.js';

/** Options of the frequency loss, named as in the config's `MODEL.FREQ_LOSS` (paper section 3.3, fact sheet 1.4). */
export interface FrequencyLossOptions {
  /** Exponent of the distance at each frequency. */
  lossGamma: number;
  /** Exponent inside the focal weight. */
  matrixGamma: number;
  /** Tiles per side that the image is cut into before the transform. */
  patchFactor: number;
  /** Average the spectra over the batch before comparing. */
  averageSpectrum: boolean;
  /** Weight each frequency by its own current distance (focal frequency loss). */
  withMatrix: boolean;
  logMatrix: boolean;
  /** Normalise the focal weight by the maximum of the whole batch instead of each map's own. */
  batchMatrix: boolean;
}

/** Inside the square root, so that the distance has a gradient at zero. */
const EPSILON = 1e-12;

/** The frequency loss of a batch. */
export interface FrequencyLoss {
  /** Scalar. */
  loss: tf.Tensor;
  /** `[batch]`: what each image adds to it, without a gradient; `[1]` for an averaged spectrum. */
  each: tf.Tensor;
}

/**
 * Frequency loss between two batches of images: the weighted sum of the distances of their orthonormal spectra.
 *
 * @param prediction `[batch, channels, H, W]`
 * @param target like `prediction`; no gradient is taken with respect to it
 * @param weights what each distance counts, `[batch or 1, 1, 1, H/p, W/(2p)+1]` on the unshifted half spectrum, equal at
 *   opposite frequencies; see `normalWeights` and `maskedWeights`
 */
export function frequencyLoss(
  prediction: tf.Tensor,
  target: tf.Tensor,
  weights: tf.Tensor,
  options: FrequencyLossOptions,
): FrequencyLoss {
  const perMap = options.averageSpectrum ? tf.sum(weights, 0, true) : weights;
  return weightedDistance(differenceTiles(prediction, target, options), perMap, options);
}

/**
 * The distance at each frequency, before weights and reduction.
 *
 * @returns `[batch, tiles, channels, H/p, W/(2p)+1]` on the unshifted half spectrum; batch is 1 for an averaged spectrum
 */
export function distanceMap(prediction: tf.Tensor, target: tf.Tensor, options: FrequencyLossOptions): tf.Tensor {
  return tf.tidy(() => {
    const tiles = differenceTiles(prediction, target, options);
    const { re, im } = runtime().rfft2(tiles);
    return distance(re, im, area(tiles), options);
  });
}

/** Weights of the 'normal' reduction: the mean over every element of the full map. `maps` = batch * tiles * channels. */
export function normalWeights(maps: number, height: number, width: number): tf.Tensor {
  return tf.fill([1, 1, 1, height, halfWidth(width)], 1 / (maps * height * width));
}

/**
 * Weights of the 'masked' reduction: removed frequencies count, kept ones do not, with one denominator for the whole
 * batch (fact sheet 1.5): an image that lost its many high frequencies outweighs one that lost its few low ones.
 *
 * @param kept keep-masks on the unshifted half spectrum, `[batch, 1, H, W/2+1]`
 */
export function maskedWeights(kept: tf.Tensor, channels: number, width: number): tf.Tensor {
  const removed = tf.sub(1, tf.expandDims(kept, 1));
  return tf.div(removed, tf.mul(removedCount(kept, width), channels));
}

/** How many frequencies masks removed of the full spectra of a batch, a scalar. @param kept as for `maskedWeights` */
export function removedCount(kept: tf.Tensor, width: number): tf.Scalar {
  return tf.sum(tf.mul(tf.sub(1, kept), tf.tensor1d(multiplicity(width))));
}

/** The same of each image, `[batch]`. */
export function removedOfEach(kept: tf.Tensor, width: number): tf.Tensor {
  return tf.sum(tf.mul(tf.sub(1, kept), tf.tensor1d(multiplicity(width))), [1, 2, 3]);
}

/** Both images enter linearly, so their difference is cut, averaged and transformed once. */
function differenceTiles(prediction: tf.Tensor, target: tf.Tensor, options: FrequencyLossOptions): tf.Tensor {
  const difference = tf.sub(prediction, target);
  const [batch, channels, height, width] = difference.shape as [number, number, number, number];
  const p = options.patchFactor;
  const tiles = p === 1 ? tf.reshape(difference, [batch, 1, channels, height, width]) : cut(difference, p);
  return options.averageSpectrum ? tf.mean(tiles, 0, true) : tiles;
}

/** `[batch, channels, H, W]` to `[batch, p*p, channels, H/p, W/p]`, tiles in row-major order. */
function cut(images: tf.Tensor, p: number): tf.Tensor {
  const [batch, channels, height, width] = images.shape as [number, number, number, number];
  const [h, w] = [height / p, width / p];
  const byRow = tf.transpose(tf.reshape(images, [batch * channels, p, h, p, w]), [0, 1, 3, 2, 4]);
  const byChannel = tf.reshape(byRow, [batch, channels, p * p, h, w]);
  return tf.transpose(byChannel, [0, 2, 1, 3, 4]);
}

/** Pixels of one tile: the orthonormal transform divides energies by it. */
function area(tiles: tf.Tensor): number {
  return tiles.shape[3]! * tiles.shape[4]!;
}

function distance(re: tf.Tensor, im: tf.Tensor, pixels: number, options: FrequencyLossOptions): tf.Tensor {
  const energy = tf.div(tf.add(tf.square(re), tf.square(im)), pixels);
  const magnitude = tf.sqrt(tf.add(energy, EPSILON));
  const powered = options.lossGamma === 1 ? magnitude : tf.pow(magnitude, options.lossGamma);
  return options.withMatrix ? tf.mul(focalWeight(energy, options), powered) : powered;
}

/** d(m^gamma)/dm / m, of m^2. */
function slopeOverMagnitude(squared: tf.Tensor, gamma: number): tf.Tensor {
  return gamma === 1 ? tf.rsqrt(squared) : tf.mul(gamma, tf.pow(squared, gamma / 2 - 1));
}

/** A constant to the gradient, like in the reference. */
function focalWeight(energy: tf.Tensor, options: FrequencyLossOptions): tf.Tensor {
  const powered = tf.pow(tf.sqrt(energy), options.matrixGamma);
  const raw = options.logMatrix ? tf.log1p(powered) : powered;
  const largest = options.batchMatrix ? tf.max(raw) : tf.max(raw, [-2, -1], true);
  const normalised = tf.div(raw, largest);
  return tf.clipByValue(tf.where(tf.isNaN(normalised), tf.zerosLike(normalised), normalised), 0, 1);
}

/**
 * sum(weights * distance) over the full spectrum, with its gradient, and the same sum over each image.
 *
 * On the half spectrum each interior column stands for two coefficients. The adjoint of the real transform halves the
 * interior columns again, so the gradient is the plain inverse transform of weight * d'(F) times the area.
 */
function weightedDistance(tiles: tf.Tensor, weights: tf.Tensor, options: FrequencyLossOptions): FrequencyLoss {
  const pixels = area(tiles);
  const width = tiles.shape[4]!;
  // Half spectra of an even and an odd width have the same shape.
  const key = `${JSON.stringify(options)} ${width}`;
  const forward = runtime().fuse(`spectral-loss ${key}`, (re, im, w) => {
    const counted = tf.mul(w!, tf.tensor1d(multiplicity(width)));
    const distances = tf.mul(distance(re!, im!, pixels, options), counted);
    return [tf.sum(distances), tf.sum(distances, [1, 2, 3, 4])];
  });
  const backward = runtime().fuse(`spectral-loss-gradient ${key}`, (dy, re, im, w) => {
    const energy = tf.div(tf.add(tf.square(re!), tf.square(im!)), pixels);
    const slope = slopeOverMagnitude(tf.add(energy, EPSILON), options.lossGamma);
    const focal = options.withMatrix ? tf.mul(focalWeight(energy, options), slope) : slope;
    // 1/pixels from the orthonormal scale, times pixels from the unscaled adjoint.
    const factor = tf.mul(tf.mul(w!, dy!), focal);
    return [tf.mul(re!, factor), tf.mul(im!, factor)];
  });
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [x, w] = args as tf.Tensor[];
    const save = args[args.length - 1] as tf.GradSaveFunc;
    const { re, im } = runtime().rfft2(x!);
    save([re, im, w!]);
    const [loss, each] = forward(re, im, w!) as [tf.Tensor, tf.Tensor];
    return {
      // One value alone can be returned.
      value: tf.concat([tf.reshape(loss, [1]), each]),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const ofLoss = tf.reshape(tf.slice(dy, 0, 1), []);
        const [gre, gim] = backward(ofLoss, saved[0]!, saved[1]!, saved[2]!) as [tf.Tensor, tf.Tensor];
        return [runtime().irfft2({ re: gre, im: gim }, width), tf.zerosLike(saved[2]!)];
      },
    };
  });
  const values = op(tiles, weights);
  return { loss: tf.reshape(tf.slice(values, 0, 1), []), each: tf.slice(values, 1, tiles.shape[0]!) };
}
