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

/** Carries out one stage on `s` values side by side. */
export function runStage(stage: Stage, s: number, x: Complex, y: Complex): void {
  if (stage.radix === 4) radix4(stage, s, x, y);
  else if (stage.radix === 2) radix2(stage, s, x, y);
  else oddRadix(stage, s, x, y);
}

function radix2({ m, turns }: Stage, s: number, x: Complex, y: Complex): void {
  const { re: xr, im: xi } = x;
  const { re: yr, im: yi } = y;
  for (let p = 0; p < m; p++) {
    const wr = turns.re[2 * p + 1]!;
    const wi = turns.im[2 * p + 1]!;
    let a = s * p;
    let b = s * (p + m);
    let c = s * 2 * p;
    let d = c + s;
    for (let q = 0; q < s; q++, a++, b++, c++, d++) {
      const dr = xr[a]! - xr[b]!;
      const di = xi[a]! - xi[b]!;
      yr[c] = xr[a]! + xr[b]!;
      yi[c] = xi[a]! + xi[b]!;
      yr[d] = dr * wr - di * wi;
      yi[d] = dr * wi + di * wr;
    }
  }
}

function radix4({ m, turns }: Stage, s: number, x: Complex, y: Complex): void {
  const { re: xr, im: xi } = x;
  const { re: yr, im: yi } = y;
  for (let p = 0; p < m; p++) {
    const t = 4 * p;
    const w1r = turns.re[t + 1]!;
    const w1i = turns.im[t + 1]!;
    const w2r = turns.re[t + 2]!;
    const w2i = turns.im[t + 2]!;
    const w3r = turns.re[t + 3]!;
    const w3i = turns.im[t + 3]!;
    const step = s * m;
    let a = s * p;
    let to = s * 4 * p;
    for (let q = 0; q < s; q++, a++, to++) {
      const b = a + step;
      const c = b + step;
      const d = c + step;
      const sumR = xr[a]! + xr[c]!;
      const sumI = xi[a]! + xi[c]!;
      const diffR = xr[a]! - xr[c]!;
      const diffI = xi[a]! - xi[c]!;
      const oddR = xr[b]! + xr[d]!;
      const oddI = xi[b]! + xi[d]!;
      const turnR = xi[b]! - xi[d]!;
      const turnI = xr[d]! - xr[b]!;
      yr[to] = sumR + oddR;
      yi[to] = sumI + oddI;
      const r1 = diffR + turnR;
      const i1 = diffI + turnI;
      yr[to + s] = r1 * w1r - i1 * w1i;
      yi[to + s] = r1 * w1i + i1 * w1r;
      const r2 = sumR - oddR;
      const i2 = sumI - oddI;
      yr[to + 2 * s] = r2 * w2r - i2 * w2i;
      yi[to + 2 * s] = r2 * w2i + i2 * w2r;
      const r3 = diffR - turnR;
      const i3 = diffI - turnI;
      yr[to + 3 * s] = r3 * w3r - i3 * w3i;
      yi[to + 3 * s] = r3 * w3i + i3 * w3r;
    }
  }
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
