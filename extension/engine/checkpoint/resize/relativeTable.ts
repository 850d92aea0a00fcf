import { splineWeights } from './cubicSpline.js';

/**
 * Resizes a table of relative position biases as the official fine-tuning does (fact sheet 1.13). The source's offsets are
 * laid out from the centre with steps that grow geometrically, so that they reach as far as the target's: nearby offsets
 * keep their biases almost as they are. Between them runs a bicubic spline.
 *
 * @param values `[from^2 + extra, heads]`; from = 2 * grid - 1
 * @param extra last rows that belong to the class token; they are kept
 * @returns `[to^2 + extra, heads]`
 */
export function resizeRelativeTable(
  values: Float32Array,
  heads: number,
  { from, to, extra }: { from: number; to: number; extra: number },
): Float32Array {
  const half = Math.floor(to / 2);
  const wanted = Array.from({ length: 2 * half + 1 }, (_, i) => i - half);
  const weights = splineWeights(offsets(from, to), wanted);
  const result = new Float32Array((to * to + extra) * heads);
  const across = new Float64Array(from * to);
  for (let head = 0; head < heads; head++) {
    for (let y = 0; y < from; y++) {
      for (let x = 0; x < to; x++) {
        let sum = 0;
        for (let k = 0; k < from; k++) sum += weights[x]![k]! * values[(y * from + k) * heads + head]!;
        across[y * to + x] = sum;
      }
    }
    for (let y = 0; y < to; y++) {
      for (let x = 0; x < to; x++) {
        let sum = 0;
        for (let k = 0; k < from; k++) sum += weights[y]![k]! * across[k * to + x]!;
        result[(y * to + x) * heads + head] = sum;
      }
    }
  }
  result.set(values.subarray(from * from * heads), to * to * heads);
  return result;
}

/** Where the source's offsets lie on the target's axis: 0, ±1, ±(1 + q), ±(1 + q + q^2) ... */
function offsets(from: number, to: number): number[] {
  const steps = Math.floor(from / 2);
  const q = growth(steps, Math.floor(to / 2));
  const positive: number[] = [];
  for (let i = 0, place = 1; i < steps; i++) {
    positive.push(place);
    place += q ** (i + 1);
  }
  return [...positive.map(place => -place).reverse(), 0, ...positive];
}

/** The q with 1 + q + ... + q^(steps - 1) = reach, by bisection as the official code does it. */
function growth(steps: number, reach: number): number {
  let [low, high] = [1.01, 1.5];
  let q = low;
  while (high - low > 1e-6) {
    q = (low + high) / 2;
    if ((1 - q ** steps) / (1 - q) > reach) high = q;
    else low = q;
  }
  return q;
}
