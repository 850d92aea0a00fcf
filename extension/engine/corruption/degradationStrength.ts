import type { DegradationSettings, DegradationStrength } from '../../protocol/degradation.js';
import { UserError } from '../errors.js';
import type { Random } from '../random.js';

/** What stands in the middle of what the settings draw from, to begin with. */
export function usualStrength({ SR_FACTOR, BLUR, NOISE }: DegradationSettings): DegradationStrength {
  const middle = ([low, high]: readonly [number, number]) => Number(((low + high) / 2).toPrecision(3));
  const sizes = [...BLUR.KERNEL_SIZE].sort((a, b) => a - b);
  return {
    factor: SR_FACTOR,
    blurSigma: middle(BLUR.SIGMA_X),
    blurSize: sizes[Math.floor((sizes.length - 1) / 2)]!,
    noiseSigma: middle(NOISE.GAUSSIAN_SIGMA),
  };
}

/**
 * The settings with these strengths in the place of what would be drawn. What is not named is left to be drawn; a strength
 * of noise makes it Gaussian.
 *
 * @param size of the images in pixels
 * @throws UserError when a strength makes no sense for such images
 */
export function withStrength(
  { SR_FACTOR, BLUR, NOISE }: DegradationSettings,
  { factor, blurSigma, blurSize, noiseSigma }: Partial<DegradationStrength>,
  size: number,
): DegradationSettings {
  check(factor, value => Number.isInteger(value) && value <= size, `a whole number from 1 to ${size}`, 'A factor');
  check(blurSize, value => value % 2 === 1 && value <= size, `an odd number up to ${size}`, 'The size of a kernel');
  check(blurSigma, value => value <= size, `above 0 and at most ${size} pixels`, 'The sigma of a blur');
  check(noiseSigma, value => value <= 255, 'above 0 and at most 255', 'The sigma of noise');
  const sigma = blurSigma === undefined ? {} : { SIGMA_X: twice(blurSigma), SIGMA_Y: twice(blurSigma) };
  const kernel = blurSize === undefined ? {} : { KERNEL_SIZE: [blurSize] };
  const noise =
    noiseSigma === undefined ? {} : { TYPE: ['gaussian' as const], PROB: [1], GAUSSIAN_SIGMA: twice(noiseSigma) };
  return {
    SR_FACTOR: factor ?? SR_FACTOR,
    BLUR: { ...BLUR, ...sigma, ...kernel },
    NOISE: { ...NOISE, ...noise },
  };
}

/** The settings with the kind, size and strength of kernel and noise drawn, so that they can be told before they are used. */
export function drawnSettings({ SR_FACTOR, BLUR, NOISE }: DegradationSettings, random: Random): DegradationSettings {
  const drawn = (range: readonly [number, number]) => twice(random.uniform(...range));
  return {
    SR_FACTOR,
    BLUR: {
      ...BLUR,
      KERNEL_LIST: [BLUR.KERNEL_LIST[random.weighted(BLUR.KERNEL_PROB)]!],
      KERNEL_PROB: [1],
      KERNEL_SIZE: [BLUR.KERNEL_SIZE[random.integer(BLUR.KERNEL_SIZE.length)]!],
      SIGMA_X: drawn(BLUR.SIGMA_X),
      SIGMA_Y: drawn(BLUR.SIGMA_Y),
    },
    NOISE: {
      ...NOISE,
      TYPE: [NOISE.TYPE[random.weighted(NOISE.PROB)]!],
      PROB: [1],
      GAUSSIAN_SIGMA: drawn(NOISE.GAUSSIAN_SIGMA),
      POISSON_SCALE: drawn(NOISE.POISSON_SCALE),
    },
  };
}

function twice(value: number): [number, number] {
  return [value, value];
}

function check(value: number | undefined, isRight: (value: number) => boolean, rule: string, what: string): void {
  if (value === undefined || (value > 0 && isRight(value))) return;
  throw new UserError(`${what} must be ${rule}, not ${value}.`);
}
