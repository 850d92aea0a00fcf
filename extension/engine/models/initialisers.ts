import type { Random } from '../random.js';
import type { Initialiser } from './parameters.js';

/** Every value the same: biases 0, LayerNorm scales 1, layer scales. */
export function constant(value: number): Initialiser {
  return (_, count) => new Float32Array(count).fill(value);
}

/** Up to here the distribution function can be inverted precisely. */
const INVERTIBLE = 2;

/**
 * Normal with the given standard deviation, truncated at `bound` standard deviations, divided by `divisor`.
 *
 * The official pre-training models truncate at one standard deviation (fact sheet 1.9), which leaves a standard
 * deviation of 0.54 times the nominal one. Drawn by inverting the distribution function; with a wide bound by drawing
 * again what lies beyond.
 */
export function truncatedNormal(std: number, bound: number, divisor = 1): Initialiser {
  const draw = bound <= INVERTIBLE ? inverted(bound) : rejected(bound);
  return (random, count) => Float32Array.from({ length: count }, () => (std * draw(random)) / divisor);
}

function inverted(bound: number): (random: Random) => number {
  const edge = erf(bound / Math.SQRT2);
  return random => {
    const value = Math.SQRT2 * inverseErf(random.uniform(-edge, edge));
    return Math.min(Math.max(value, -bound), bound);
  };
}

function rejected(bound: number): (random: Random) => number {
  return random => {
    for (;;) {
      const value = random.normal();
      if (Math.abs(value) <= bound) return value;
    }
  };
}

/** Uniform within 1/sqrt(fanIn): PyTorch's default for the weight and bias of linear layers and convolutions. */
export function uniformFanIn(fanIn: number): Initialiser {
  const bound = 1 / Math.sqrt(fanIn);
  return (random, count) => Float32Array.from({ length: count }, () => random.uniform(-bound, bound));
}

/** Abramowitz & Stegun 7.1.5 as a series: exact to double precision for the small arguments met here. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** Winitzki's closed form, polished by two Newton steps on `erf`. */
function inverseErf(y: number): number {
  const a = 0.147;
  const log = Math.log(1 - y * y);
  const half = 2 / (Math.PI * a) + log / 2;
  let x = Math.sign(y) * Math.sqrt(Math.sqrt(half * half - log / a) - half);
  for (let step = 0; step < 2; step++) x -= (erf(x) - y) / ((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x));
  return x;
}

/** How linear layers of Swin transformers and ConvNeXts start: truncated at +-2, which hardly ever happens. */
export const normalWeights = truncatedNormal(0.02, 2 / 0.02);
