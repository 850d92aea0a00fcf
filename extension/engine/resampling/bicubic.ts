/** Coefficient of PyTorch's cubic kernel; Pillow's is -0.5. */
const A = -0.75;

/** For each output position the four input positions that it is made of, and how much each counts. */
interface Taps {
  /** `[outputs * 4]`. */
  index: Int32Array;
  weight: Float64Array;
}

/**
 * How PyTorch's `interpolate(mode='bicubic', align_corners=False)` makes `to` samples of `from`: half-pixel centres, no
 * antialiasing, and beyond an edge the sample at the edge.
 */
function bicubicTaps(from: number, to: number): Taps {
  const index = new Int32Array(4 * to);
  const weight = new Float64Array(4 * to);
  for (let i = 0; i < to; i++) {
    const place = ((i + 0.5) * from) / to - 0.5;
    const base = Math.floor(place);
    const t = place - base;
    for (let tap = 0; tap < 4; tap++) {
      index[4 * i + tap] = Math.min(from - 1, Math.max(0, base - 1 + tap));
      weight[4 * i + tap] = kernel(Math.abs(t + 1 - tap));
    }
  }
  return { index, weight };
}

/**
 * Resizes planes as PyTorch does (see `bicubicTaps`).
 *
 * @param values `[planes, rows, columns]`
 * @returns `[planes, toRows, toColumns]`, not clamped
 */
export function bicubicResize(
  values: Float32Array,
  { planes, rows, columns }: { planes: number; rows: number; columns: number },
  toRows: number,
  toColumns: number,
): Float32Array {
  const across = resampled(values, planes * rows, columns, 1, bicubicTaps(columns, toColumns));
  return Float32Array.from(resampled(across, planes, rows, toColumns, bicubicTaps(rows, toRows)));
}

/** Resamples the middle axis of `[outer, length, inner]`. */
function resampled(values: ArrayLike<number>, outer: number, length: number, inner: number, taps: Taps): Float64Array {
  const to = taps.index.length / 4;
  const result = new Float64Array(outer * to * inner);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < to; i++) {
      for (let tap = 4 * i; tap < 4 * i + 4; tap++) {
        const source = (o * length + taps.index[tap]!) * inner;
        const target = (o * to + i) * inner;
        const weight = taps.weight[tap]!;
        for (let k = 0; k < inner; k++) result[target + k]! += weight * values[source + k]!;
      }
    }
  }
  return result;
}

function kernel(x: number): number {
  if (x <= 1) return ((A + 2) * x - (A + 3)) * x * x + 1;
  if (x < 2) return ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
  return 0;
}
