/** A tensor as a picture: its first axis downwards, all others across. */
export interface TensorMap {
  /** Of the tensor. */
  rows: number;
  columns: number;
  /** Of the picture. */
  height: number;
  width: number;
  /** `[height, width]`: the tensor's values, or the mean of those that fall onto a pixel. */
  values: Float32Array;
}

/** A side of the picture, at most: more than that no panel shows. */
const MOST = 512;

/**
 * A tensor with several axes, made smaller by means over blocks where it is larger than a picture. The blocks of one axis
 * differ by at most one element in size, so that every value counts.
 *
 * @param values row-major
 */
export function tensorMap(values: Float32Array, shape: readonly number[]): TensorMap | undefined {
  const axes = shape.filter(size => size !== 1);
  const rows = axes[0] ?? 1;
  const columns = values.length / rows;
  if (axes.length < 2 || values.length === 0) return undefined;
  const [height, width] = [Math.min(rows, MOST), Math.min(columns, MOST)];
  const sums = new Float64Array(height * width);
  const counts = new Uint32Array(height * width);
  const across = Uint32Array.from({ length: columns }, (_, x) => Math.floor((x * width) / columns));
  for (let y = 0, i = 0; y < rows; y++) {
    const start = Math.floor((y * height) / rows) * width;
    for (let x = 0; x < columns; x++, i++) {
      const target = start + across[x]!;
      sums[target]! += values[i]!;
      counts[target]!++;
    }
  }
  return { rows, columns, height, width, values: Float32Array.from(sums, (sum, i) => sum / counts[i]!) };
}
