/** One colour of an image: `[height, width]` in 0..255. */
export interface Plane {
  width: number;
  height: number;
  values: Float32Array;
}

/** The orthonormal cosine transform of 8 values: `[frequency, place]`. */
const COSINES = Float64Array.from({ length: 64 }, (_, i) => {
  const [frequency, place] = [i >> 3, i % 8];
  return (frequency === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * place + 1) * frequency * Math.PI) / 16);
});

/**
 * A plane whose 8 x 8 blocks have only coefficients that are multiples of a table's entries. Blocks that stand over the right or
 * lower border hold its last values there.
 *
 * @param table `[8, 8]`
 */
export function coarsened({ width, height, values }: Plane, table: readonly number[]): Plane {
  const result = new Float32Array(values.length);
  const block = new Float64Array(64);
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      for (let i = 0; i < 64; i++) {
        const [x, y] = [Math.min(left + (i % 8), width - 1), Math.min(top + (i >> 3), height - 1)];
        block[i] = values[y * width + x]! - 128;
      }
      const coefficients = transformed(block, (k, i) => COSINES[k * 8 + i]!);
      for (let i = 0; i < 64; i++) coefficients[i] = nearest(coefficients[i]! / table[i]!) * table[i]!;
      const coarse = transformed(coefficients, (i, k) => COSINES[k * 8 + i]!);
      for (let i = 0; i < 64; i++) {
        const [x, y] = [left + (i % 8), top + (i >> 3)];
        if (x < width && y < height) result[y * width + x] = Math.min(Math.max(Math.round(coarse[i]!) + 128, 0), 255);
      }
    }
  }
  return { width, height, values: result };
}

/**
 * The nearest whole number; of two the one farther from zero, as encoders have it. Sums of pixels are often halfway, but for the
 * rounding of the cosines.
 */
function nearest(x: number): number {
  return Math.sign(x) * Math.floor(Math.abs(x) + 0.5 + 1e-9);
}

/** M B M^T of 8 x 8 matrices. */
function transformed(block: Float64Array, matrix: (row: number, column: number) => number): Float64Array {
  const alongRows = new Float64Array(64);
  const both = new Float64Array(64);
  for (let to = 0; to < 64; to++) {
    for (let i = 0; i < 8; i++) alongRows[to]! += matrix(to % 8, i) * block[(to & 56) + i]!;
  }
  for (let to = 0; to < 64; to++) {
    for (let i = 0; i < 8; i++) both[to]! += matrix(to >> 3, i) * alongRows[i * 8 + (to % 8)]!;
  }
  return both;
}
