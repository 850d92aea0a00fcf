import { radix2, radix3, radix4, radix5 } from './fftButterflies.js';

/*
 * The butterflies of the mixed-radix transform. A stage takes `x` to `y` for one factor r of the length: with m = (what is
 * left of the length) / r and s = (product of the factors before) * (columns side by side),
 *
 *   y[q + s (r p + j)] = w^(j p) * sum_k x[q + s (p + m k)] exp(-2 pi i j k / r),  p < m, q < s, w = exp(-2 pi i / (r m)).
 *
 * This is Stockham's order (Van Loan, Computational Frameworks for the FFT, 1992, section 1.7): the result needs no
 * bit reversal, and the innermost loop runs over neighbouring values.
 */

/** Parts of complex values. */
export interface Complex {
  re: Float64Array;
  im: Float64Array;
}

/** One factor of the length and its turns w^(j p), `[m, radix]`. */
export interface Stage {
  radix: number;
  m: number;
  turns: Complex;
  /** exp(-2 pi i k / radix), for the radices without butterflies of their own. */
  roots: Complex;
}

/** exp(-2 pi i k / n) for k = 0 .. n - 1. */
export function rootsOfUnity(n: number): Complex {
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    re[k] = Math.cos((2 * Math.PI * k) / n);
    im[k] = -Math.sin((2 * Math.PI * k) / n);
  }
  return { re, im };
}

type Butterflies = (stage: Stage, s: number, x: Complex, y: Complex) => void;

const special: Record<number, Butterflies> = { 2: radix2, 3: radix3, 4: radix4, 5: radix5 };

/** Carries out one stage on `s` values side by side. */
export function runStage(stage: Stage, s: number, x: Complex, y: Complex): void {
  (special[stage.radix] ?? oddRadix)(stage, s, x, y);
}

/** Any odd radix. Inputs k and r - k are taken together: cosines meet their sum, sines their difference. */
function oddRadix({ radix, m, turns, roots }: Stage, s: number, x: Complex, y: Complex): void {
  const half = (radix - 1) / 2;
  const [sumR, sumI, diffR, diffI] = [0, 1, 2, 3].map(() => new Float64Array(half + 1)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const { re: xr, im: xi } = x;
  const { re: yr, im: yi } = y;
  for (let p = 0; p < m; p++) {
    for (let q = 0; q < s; q++) {
      const first = q + s * p;
      let totalR = xr[first]!;
      let totalI = xi[first]!;
      for (let k = 1; k <= half; k++) {
        const a = first + s * m * k;
        const b = first + s * m * (radix - k);
        sumR[k] = xr[a]! + xr[b]!;
        sumI[k] = xi[a]! + xi[b]!;
        diffR[k] = xr[a]! - xr[b]!;
        diffI[k] = xi[a]! - xi[b]!;
        totalR += sumR[k]!;
        totalI += sumI[k]!;
      }
      const to = q + s * radix * p;
      yr[to] = totalR;
      yi[to] = totalI;
      for (let j = 1; j <= half; j++) {
        let evenR = xr[first]!;
        let evenI = xi[first]!;
        let oddR = 0;
        let oddI = 0;
        let root = 0;
        for (let k = 1; k <= half; k++) {
          root += j;
          if (root >= radix) root -= radix;
          const cos = roots.re[root]!;
          const sin = roots.im[root]!;
          evenR += cos * sumR[k]!;
          evenI += cos * sumI[k]!;
          oddR -= sin * diffI[k]!;
          oddI += sin * diffR[k]!;
        }
        const t = radix * p + j;
        const u = radix * p + radix - j;
        const [ar, ai] = [evenR + oddR, evenI + oddI];
        const [br, bi] = [evenR - oddR, evenI - oddI];
        yr[to + s * j] = ar * turns.re[t]! - ai * turns.im[t]!;
        yi[to + s * j] = ar * turns.im[t]! + ai * turns.re[t]!;
        yr[to + s * (radix - j)] = br * turns.re[u]! - bi * turns.im[u]!;
        yi[to + s * (radix - j)] = br * turns.im[u]! + bi * turns.re[u]!;
      }
    }
  }
}
