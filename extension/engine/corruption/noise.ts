import type { Config } from '../config/schema.js';
import { drawn, type Random } from '../random.js';

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
  const noise = drawn(gray ? pixels.length / 3 : pixels.length, () => random.normal(sigma));
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

/** Below this mean the plain method is faster, and the transformed one not valid. */
const LARGE = 10;

/** A Poisson variate: how many events happen where `mean` are expected. */
export function poisson(mean: number, random: Random): number {
  return mean < LARGE ? byProducts(mean, random) : byTransformedRejection(mean, random);
}

/** Uniform numbers are multiplied until they fall below exp(-mean); expected work grows with the mean (Knuth). */
function byProducts(mean: number, random: Random): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count++;
  return count;
}

/**
 * Hörmann's transformed rejection with squeeze (PTRS; Insurance: Mathematics and Economics 12, 1993), exact for means of 10
 * and more at a work that does not grow with them.
 */
function byTransformedRejection(mean: number, random: Random): number {
  const logMean = Math.log(mean);
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random.uniform() - 0.5;
    const v = 1 - random.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= squeeze) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= k * logMean - mean - logFactorial(k)) return k;
  }
}

/** log(k!) of small k; a table of them is what most variates need. */
const table = [0];

function logFactorial(k: number): number {
  if (k >= 1024) return stirling(k);
  for (let n = table.length; n <= k; n++) table.push(table[n - 1]! + Math.log(n));
  return table[k]!;
}

/** log(k!) by Stirling's series, exact to the last digits for large k. */
function stirling(k: number): number {
  return (k + 0.5) * Math.log(k) - k + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * k) - 1 / (360 * k ** 3);
}
