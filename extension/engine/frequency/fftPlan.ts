import { type Complex, rootsOfUnity, runStage } from './fftStages.js';

/** Unscaled forward DFTs of one length, of several columns side by side. */
export interface FftPlan {
  /**
   * Transforms every column. Both arguments are overwritten, and the result is in the one that is returned.
   *
   * @param values `[n, columns]`
   * @param scratch at least as large
   */
  run(values: Complex, scratch: Complex, columns: number): Complex;
}

/** Above it a prime costs less as a convolution than as a sum over all pairs. */
const LARGEST_RADIX = 31;

const plans = new Map<number, FftPlan>();

/** The plan for `n` values, made once. */
export function fftPlan(n: number): FftPlan {
  let plan = plans.get(n);
  if (!plan) {
    const radices = factors(n);
    plan = radices.every(radix => radix <= LARGEST_RADIX) ? mixedRadix(n, radices) : bluestein(n);
    plans.set(n, plan);
  }
  return plan;
}

/** Fours first, at most one two, then odd primes. */
function factors(n: number): number[] {
  const found: number[] = [];
  let rest = n;
  for (const radix of [4, 2]) {
    for (; rest % radix === 0; rest /= radix) found.push(radix);
  }
  for (let prime = 3; rest > 1; prime += 2) {
    if (prime * prime > rest) prime = rest;
    for (; rest % prime === 0; rest /= prime) found.push(prime);
  }
  return found;
}

function mixedRadix(n: number, radices: number[]): FftPlan {
  let rest = n;
  const stages = radices.map(radix => {
    rest /= radix;
    return { radix, m: rest, turns: turns(radix, rest), roots: rootsOfUnity(radix) };
  });
  return {
    run(values, scratch, columns) {
      let [x, y] = [values, scratch];
      let s = columns;
      for (const stage of stages) {
        runStage(stage, s, x, y);
        [x, y] = [y, x];
        s *= stage.radix;
      }
      return x;
    },
  };
}

/** exp(-2 pi i j p / (radix m)), `[m, radix]`. */
function turns(radix: number, m: number): Complex {
  const roots = rootsOfUnity(radix * m);
  const [re, im] = [new Float64Array(radix * m), new Float64Array(radix * m)];
  for (let p = 0; p < m; p++) {
    for (let j = 0; j < radix; j++) {
      re[p * radix + j] = roots.re[j * p]!;
      im[p * radix + j] = roots.im[j * p]!;
    }
  }
  return { re, im };
}

/**
 * Lengths with a large prime factor: 2jk = j^2 + k^2 - (j - k)^2 turns the sum into a convolution with the chirp
 * exp(pi i k^2 / n), which transforms of a friendlier length carry out (Bluestein 1970).
 */
function bluestein(n: number): FftPlan {
  const length = friendlyLength(2 * n - 1);
  const plan = fftPlan(length);
  // k^2 modulo 2n keeps the angle small and so exact.
  const roots = rootsOfUnity(2 * n);
  const chirp = { re: new Float64Array(n), im: new Float64Array(n) };
  const around = empty(length);
  for (let k = 0; k < n; k++) {
    const at = (k * k) % (2 * n);
    chirp.re[k] = roots.re[at]!;
    chirp.im[k] = roots.im[at]!;
    for (const place of [k, (length - k) % length]) {
      around.re[place] = roots.re[at]! / length;
      around.im[place] = -roots.im[at]! / length;
    }
  }
  const response = plan.run(around, empty(length), 1);
  let [padded, spare] = [empty(0), empty(0)];
  return {
    run(values, _scratch, columns) {
      const size = length * columns;
      if (padded.re.length < size) [padded, spare] = [empty(size), empty(size)];
      padded.re.fill(0, n * columns, size);
      padded.im.fill(0, n * columns, size);
      multiply(values, chirp, padded, n, columns);
      const spectrum = plan.run(padded, spare, columns);
      const other = spectrum === padded ? spare : padded;
      multiply(spectrum, response, spectrum, length, columns);
      // Parts exchanged, the forward transform is the inverse one.
      const [a, b] = [swapped(spectrum), swapped(other)];
      const product = swapped(plan.run(a, b, columns));
      multiply(product, chirp, values, n, columns);
      return values;
    },
  };
}

/** to[k, c] = from[k, c] * by[k] */
function multiply(from: Complex, by: Complex, to: Complex, n: number, columns: number): void {
  for (let k = 0, i = 0; k < n; k++) {
    const [br, bi] = [by.re[k]!, by.im[k]!];
    for (let c = 0; c < columns; c++, i++) {
      const [re, im] = [from.re[i]!, from.im[i]!];
      to.re[i] = re * br - im * bi;
      to.im[i] = re * bi + im * br;
    }
  }
}

/** The first length from `least` on whose only factors are 2, 3 and 5. */
function friendlyLength(least: number): number {
  for (let n = least; ; n++) {
    if (factors(n).every(radix => radix <= 5)) return n;
  }
}

function empty(n: number): Complex {
  return { re: new Float64Array(n), im: new Float64Array(n) };
}

function swapped({ re, im }: Complex): Complex {
  return { re: im, im: re };
}
