import type { Complex, Stage } from './fftStages.js';

/*
 * The stages of `runStage` for the radices that images have most, written out, which is several times as fast. Each is
 * named for its radix.
 */

export function radix2({ m, turns }: Stage, s: number, x: Complex, y: Complex): void {
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

export function radix4({ m, turns }: Stage, s: number, x: Complex, y: Complex): void {
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

/** The sine and cosines of a third and of fifths of a turn. */
const sin3 = Math.sin((2 * Math.PI) / 3);
const [cos51, cos52] = [Math.cos((2 * Math.PI) / 5), Math.cos((4 * Math.PI) / 5)];
const [sin51, sin52] = [Math.sin((2 * Math.PI) / 5), Math.sin((4 * Math.PI) / 5)];

export function radix3({ m, turns }: Stage, s: number, x: Complex, y: Complex): void {
  const { re: xr, im: xi } = x;
  const { re: yr, im: yi } = y;
  const step = s * m;
  for (let p = 0; p < m; p++) {
    const w1r = turns.re[3 * p + 1]!;
    const w1i = turns.im[3 * p + 1]!;
    const w2r = turns.re[3 * p + 2]!;
    const w2i = turns.im[3 * p + 2]!;
    let a = s * p;
    let to = s * 3 * p;
    for (let q = 0; q < s; q++, a++, to++) {
      const b = a + step;
      const c = b + step;
      const sumR = xr[b]! + xr[c]!;
      const sumI = xi[b]! + xi[c]!;
      const turnR = sin3 * (xi[b]! - xi[c]!);
      const turnI = sin3 * (xr[c]! - xr[b]!);
      const evenR = xr[a]! - sumR / 2;
      const evenI = xi[a]! - sumI / 2;
      yr[to] = xr[a]! + sumR;
      yi[to] = xi[a]! + sumI;
      const r1 = evenR + turnR;
      const i1 = evenI + turnI;
      yr[to + s] = r1 * w1r - i1 * w1i;
      yi[to + s] = r1 * w1i + i1 * w1r;
      const r2 = evenR - turnR;
      const i2 = evenI - turnI;
      yr[to + 2 * s] = r2 * w2r - i2 * w2i;
      yi[to + 2 * s] = r2 * w2i + i2 * w2r;
    }
  }
}

export function radix5({ m, turns }: Stage, s: number, x: Complex, y: Complex): void {
  const { re: xr, im: xi } = x;
  const { re: yr, im: yi } = y;
  const step = s * m;
  for (let p = 0; p < m; p++) {
    const t = 5 * p;
    const w1r = turns.re[t + 1]!;
    const w1i = turns.im[t + 1]!;
    const w2r = turns.re[t + 2]!;
    const w2i = turns.im[t + 2]!;
    const w3r = turns.re[t + 3]!;
    const w3i = turns.im[t + 3]!;
    const w4r = turns.re[t + 4]!;
    const w4i = turns.im[t + 4]!;
    let a = s * p;
    let to = s * t;
    for (let q = 0; q < s; q++, a++, to++) {
      const b = a + step;
      const c = b + step;
      const d = c + step;
      const e = d + step;
      const outerR = xr[b]! + xr[e]!;
      const outerI = xi[b]! + xi[e]!;
      const innerR = xr[c]! + xr[d]!;
      const innerI = xi[c]! + xi[d]!;
      const outerDiffR = xr[b]! - xr[e]!;
      const outerDiffI = xi[b]! - xi[e]!;
      const innerDiffR = xr[c]! - xr[d]!;
      const innerDiffI = xi[c]! - xi[d]!;
      yr[to] = xr[a]! + outerR + innerR;
      yi[to] = xi[a]! + outerI + innerI;
      const even1R = xr[a]! + cos51 * outerR + cos52 * innerR;
      const even1I = xi[a]! + cos51 * outerI + cos52 * innerI;
      const even2R = xr[a]! + cos52 * outerR + cos51 * innerR;
      const even2I = xi[a]! + cos52 * outerI + cos51 * innerI;
      const turn1R = sin51 * outerDiffI + sin52 * innerDiffI;
      const turn1I = -sin51 * outerDiffR - sin52 * innerDiffR;
      const turn2R = sin52 * outerDiffI - sin51 * innerDiffI;
      const turn2I = sin51 * innerDiffR - sin52 * outerDiffR;
      const r1 = even1R + turn1R;
      const i1 = even1I + turn1I;
      yr[to + s] = r1 * w1r - i1 * w1i;
      yi[to + s] = r1 * w1i + i1 * w1r;
      const r2 = even2R + turn2R;
      const i2 = even2I + turn2I;
      yr[to + 2 * s] = r2 * w2r - i2 * w2i;
      yi[to + 2 * s] = r2 * w2i + i2 * w2r;
      const r3 = even2R - turn2R;
      const i3 = even2I - turn2I;
      yr[to + 3 * s] = r3 * w3r - i3 * w3i;
      yi[to + 3 * s] = r3 * w3i + i3 * w3r;
      const r4 = even1R - turn1R;
      const i4 = even1I - turn1I;
      yr[to + 4 * s] = r4 * w4r - i4 * w4i;
      yi[to + 4 * s] = r4 * w4i + i4 * w4r;
    }
  }
}
