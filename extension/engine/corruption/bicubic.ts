/**
 * What super-resolution takes from an image: made `factor` times smaller and back to its size by bicubic interpolation,
 * clipped to [0, 1] after each step (fact sheet 1.6).
 *
 * @param pixels `[3, size, size]` in [0, 1]; not changed
 */
export function superResolve(pixels: Float32Array, size: number, factor: number): Float32Array {
  const small = Math.floor(size / factor);
  return clip(bicubic(clip(bicubic(pixels, size, small)), small, size));
}

/**
 * Bicubic interpolation of square images as PyTorch's `interpolate` does it: cubic convolution with a = -0.75, half-pixel
 * centres, the border repeated, no antialiasing when it shrinks.
 *
 * @param planes `[n, from, from]`
 * @returns `[n, to, to]`; the overshoot of the cubic is kept
 */
export function bicubic(planes: Float32Array, from: number, to: number): Float32Array {
  const { indices, weights } = taps(from, to);
  const count = planes.length / (from * from);
  // Rows first, so that the second pass reads four whole rows.
  const wide = new Float32Array(count * from * to);
  for (let row = 0; row < count * from; row++) {
    for (let x = 0; x < to; x++) {
      let sum = 0;
      for (let k = 4 * x; k < 4 * x + 4; k++) sum += weights[k]! * planes[row * from + indices[k]!]!;
      wide[row * to + x] = sum;
    }
  }
  const result = new Float32Array(count * to * to);
  for (let plane = 0; plane < count; plane++) {
    const source = plane * from * to;
    for (let y = 0; y < to; y++) {
      for (let x = 0; x < to; x++) {
        let sum = 0;
        for (let k = 4 * y; k < 4 * y + 4; k++) sum += weights[k]! * wide[source + indices[k]! * to + x]!;
        result[(plane * to + y) * to + x] = sum;
      }
    }
  }
  return result;
}

/** The four pixels that each new one is made of, and how much each of them counts. */
function taps(from: number, to: number): { indices: Int32Array; weights: Float64Array } {
  const indices = new Int32Array(4 * to);
  const weights = new Float64Array(4 * to);
  for (let x = 0; x < to; x++) {
    const centre = ((x + 0.5) * from) / to - 0.5;
    const first = Math.floor(centre) - 1;
    for (let k = 0; k < 4; k++) {
      indices[4 * x + k] = Math.min(Math.max(first + k, 0), from - 1);
      weights[4 * x + k] = cubic(Math.abs(centre - (first + k)));
    }
  }
  return { indices, weights };
}

const A = -0.75;

/** Keys' cubic convolution kernel at a distance of less than 2 pixels. */
function cubic(d: number): number {
  return d <= 1 ? ((A + 2) * d - (A + 3)) * d * d + 1 : A * (((d - 5) * d + 8) * d - 4);
}

function clip(values: Float32Array): Float32Array {
  return values.map(value => Math.min(Math.max(value, 0), 1));
}
