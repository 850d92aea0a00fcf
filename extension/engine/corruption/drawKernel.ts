import type { Config } from '../config/schema.js';
import type { Random } from '../random.js';
import {
  type BlurKernel,
  gaussianKernel,
  generalizedKernel,
  plateauKernel,
  type Spread,
  sincKernel,
} from './blurKernels.js';

type BlurSettings = Config['DATA']['BLUR'];

/**
 * A blur kernel as the paper's code draws one: its kind, its size, then what the kind needs (fact sheet 1.7). Isotropic
 * kinds have the deviation of the first axis.
 */
export function drawKernel(settings: BlurSettings, random: Random): BlurKernel {
  const kind = settings.KERNEL_LIST[random.weighted(settings.KERNEL_PROB)]!;
  const size = settings.KERNEL_SIZE[random.integer(settings.KERNEL_SIZE.length)]!;
  switch (kind) {
    case 'iso':
      return gaussianKernel(size, round(settings, random));
    case 'aniso':
      return gaussianKernel(size, elliptic(settings, random));
    case 'generalized_iso':
      return generalizedKernel(size, round(settings, random), drawBeta(settings.BETA_GAUSSIAN, random));
    case 'generalized_aniso':
      return generalizedKernel(size, elliptic(settings, random), drawBeta(settings.BETA_GAUSSIAN, random));
    case 'plateau_iso':
      return plateauKernel(size, round(settings, random), drawBeta(settings.BETA_PLATEAU, random));
    case 'plateau_aniso':
      return plateauKernel(size, elliptic(settings, random), drawBeta(settings.BETA_PLATEAU, random));
    case 'sinc':
      return sincKernel(size, random.uniform(size < 13 ? Math.PI / 3 : Math.PI / 5, Math.PI));
  }
}

function round(settings: BlurSettings, random: Random): Spread {
  const sigma = random.uniform(...settings.SIGMA_X);
  return { sigmaX: sigma, sigmaY: sigma, angle: 0 };
}

function elliptic(settings: BlurSettings, random: Random): Spread {
  return {
    sigmaX: random.uniform(...settings.SIGMA_X),
    sigmaY: random.uniform(...settings.SIGMA_Y),
    angle: random.uniform(...settings.ROTATE_ANGLE),
  };
}

/**
 * The exponent is drawn twice: from its range, and then between that value and 1. The kernel generator of the paper's code
 * takes a range that is meant to hold 1 and is given a single value for both of its ends (fact sheet 1.7).
 */
export function drawBeta(range: readonly [number, number], random: Random): number {
  const first = random.uniform(...range);
  return random.uniform(Math.min(first, 1), Math.max(first, 1));
}
