import type { Random } from '../random.js';

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
