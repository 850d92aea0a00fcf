import { drawn, type Random } from '../random.js';
import { inverseNormal, normalCdf } from './normal.js';
import type { Initialiser } from './parameters.js';

/** Every value the same: biases 0, LayerNorm scales 1, layer scales. */
export function constant(value: number): Initialiser {
  return (_, count) => new Float32Array(count).fill(value);
}

/** Normal with mean 0. */
export function normal(std: number): Initialiser {
  return (random, count) => drawn(count, () => random.normal(std));
}

/** Up to here the distribution function can be inverted precisely (`inverseNormal`). */
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
  return (random, count) => drawn(count, () => (std * draw(random)) / divisor);
}

function inverted(bound: number): (random: Random) => number {
  const [low, high] = [normalCdf(-bound), normalCdf(bound)];
  return random => Math.min(Math.max(inverseNormal(random.uniform(low, high)), -bound), bound);
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
  return (random, count) => drawn(count, () => random.uniform(-bound, bound));
}

/** How linear layers of Swin transformers and ConvNeXts start: truncated at +-2, which hardly ever happens. */
export const normalWeights = truncatedNormal(0.02, 2 / 0.02);
