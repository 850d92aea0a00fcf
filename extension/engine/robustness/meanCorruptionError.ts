import { UserError } from '../errors.js';

/** Errors that others are measured by: the mean error over the severities, by corruption, in [0, 1]. */
export interface Baseline {
  /** For people: a score says what it is relative to. */
  name: string;
  errors: Readonly<Record<string, number>>;
}

/** Of ImageNet-C itself, at 224 px (Hendrycks and Dietterich 2019; fact sheet 2.7). */
export const alexNet: Baseline = {
  name: 'AlexNet (ImageNet-C, 224 px)',
  errors: {
    gaussian_noise: 0.886428,
    shot_noise: 0.894468,
    impulse_noise: 0.92264,
    defocus_blur: 0.81988,
    glass_blur: 0.826268,
    motion_blur: 0.785948,
    zoom_blur: 0.79836,
    snow: 0.866816,
    frost: 0.826572,
    fog: 0.819324,
    brightness: 0.564592,
    contrast: 0.853204,
    elastic_transform: 0.646056,
    pixelate: 0.71784,
    jpeg_compression: 0.6065,
  },
};

/** Errors of the severities of some corruptions, each in [0, 1]. */
export type CorruptionErrors = Readonly<Record<string, readonly number[]>>;

/** The mean error over the severities of each corruption. */
export function meanErrors(errors: CorruptionErrors): Record<string, number> {
  return Object.fromEntries(Object.entries(errors).map(([id, ofSeverities]) => [id, mean(ofSeverities)]));
}

/** A checkpoint's own errors as what others are measured by: the way at resolutions that no published table is of. */
export function measuredBaseline(name: string, errors: CorruptionErrors): Baseline {
  return { name, errors: meanErrors(errors) };
}

export interface CorruptionScore {
  /** The corruption error of each corruption, in percent of the baseline's. */
  ce: Record<string, number>;
  /** Their mean: mCE, an ImageNet-C-style one where the images were corrupted here. */
  mce: number;
  /** What the errors were divided by. */
  baseline: string;
}

/**
 * CE = mean error over the severities / the baseline's, and their mean over the corruptions, in percent (fact sheet 2.7).
 *
 * @throws UserError when the baseline lacks a corruption or has no error at it, or when there are no corruptions
 */
export function meanCorruptionError(errors: CorruptionErrors, baseline: Baseline): CorruptionScore {
  const ce = Object.entries(meanErrors(errors)).map(([id, error]) => [id, percent(id, error, baseline)] as const);
  if (ce.length === 0) throw new UserError('A mean corruption error needs a corruption: name one at least.');
  return { ce: Object.fromEntries(ce), mce: mean(ce.map(([, value]) => value)), baseline: baseline.name };
}

function percent(id: string, error: number, { name, errors }: Baseline): number {
  const divisor = errors[id];
  if (divisor !== undefined && divisor > 0) return (100 * error) / divisor;
  const lack = divisor === undefined ? 'has no error for' : 'makes no error at';
  throw new UserError(`The baseline ${name} ${lack} ${id}: leave that corruption out or take another baseline.`);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
