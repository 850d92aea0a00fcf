import type { Config } from '../config/schema.js';
import type { Random } from '../random.js';
import { poisson } from './poisson.js';

type NoiseSettings = Config['DATA']['NOISE'];

/**
 * An image with noise of a drawn kind and strength; not clipped (fact sheet 1.7).
 *
 * @param pixels `[3, size, size]`, nominally in [0, 1]; not changed
 */
export function addNoise(pixels: Float32Array, settings: NoiseSettings, random: Random): Float32Array {
  const kind = settings.TYPE[random.weighted(settings.PROB)]!;
  if (kind === 'gaussian') {
    const sigma = random.uniform(...settings.GAUSSIAN_SIGMA) / 255;
    return addGaussianNoise(pixels, sigma, random.bernoulli(settings.GAUSSIAN_GRAY_NOISE_PROB), random);
  }
  const scale = random.uniform(...settings.POISSON_SCALE);
  return addPoissonNoise(pixels, scale, random.bernoulli(settings.POISSON_GRAY_NOISE_PROB), random);
}

/** @param gray the three colours of a pixel get the same noise */
export function addGaussianNoise(pixels: Float32Array, sigma: number, gray: boolean, random: Random): Float32Array {
  const noise = Float32Array.from({ length: gray ? pixels.length / 3 : pixels.length }, () => random.normal(sigma));
  return plus(pixels, noise);
}

/**
 * Photon noise: each value v, one of 256 levels, becomes a count with mean v L, where L is the number of different levels of
 * the image, rounded up to a power of two. `scale` times the error of that count is added.
 *
 * @param gray the levels are those of the gray image, and the three colours of a pixel get the same noise
 */
export function addPoissonNoise(pixels: Float32Array, scale: number, gray: boolean, random: Random): Float32Array {
  const levels = (gray ? grayOf(pixels) : pixels).map(value => Math.min(Math.max(Math.round(value * 255), 0), 255));
  const photons = 2 ** Math.ceil(Math.log2(new Set(levels).size));
  const noise = levels.map(level => {
    const value = level / 255;
    return scale * (poisson(value * photons, random) / photons - value);
  });
  return plus(pixels, noise);
}

/** `[3, size, size]` to `[size, size]` by the luma weights of red, green and blue. */
function grayOf(pixels: Float32Array): Float32Array {
  const plane = pixels.length / 3;
  return Float32Array.from(
    { length: plane },
    (_, i) => 0.299 * pixels[i]! + 0.587 * pixels[plane + i]! + 0.114 * pixels[2 * plane + i]!,
  );
}

/** Noise of one plane counts for all three. */
function plus(pixels: Float32Array, noise: Float32Array): Float32Array {
  return pixels.map((value, i) => value + noise[i % noise.length]!);
}
