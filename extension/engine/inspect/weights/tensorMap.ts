import { elementCount } from '../../checkpoint/tensorData.js';

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
 * differ by at most one element in size, so that every value counts. The values come piece by piece, row-major.
 */
export class TensorMapSum {
  private readonly size: Omit<TensorMap, 'values'>;
  private readonly sums: Float64Array;
  private readonly counts: Uint32Array;
  private row = 0;
  private column = 0;

  private constructor(rows: number, columns: number) {
    this.size = { rows, columns, height: Math.min(rows, MOST), width: Math.min(columns, MOST) };
    this.sums = new Float64Array(this.size.height * this.size.width);
    this.counts = new Uint32Array(this.sums.length);
  }

  /** Nothing for a tensor that is no picture: of one axis, or without values. */
  static of(shape: readonly number[]): TensorMapSum | undefined {
    const [rows, ...others] = shape.filter(size => size !== 1);
    if (!rows || others.length === 0 || others.includes(0)) return undefined;
    return new TensorMapSum(rows, elementCount(others));
  }

  add(values: Float32Array): void {
    const { rows, columns, height, width } = this.size;
    for (let i = 0; i < values.length; ) {
      const start = Math.floor((this.row * height) / rows) * width;
      const end = i + Math.min(values.length - i, columns - this.column);
      for (; i < end; i++, this.column++) {
        const target = start + Math.floor((this.column * width) / columns);
        this.sums[target]! += values[i]!;
        this.counts[target]!++;
      }
      if (this.column < columns) return;
      this.column = 0;
      this.row++;
    }
  }

  result(): TensorMap {
    return { ...this.size, values: Float32Array.from(this.sums, (sum, i) => sum / this.counts[i]!) };
  }
}

/** The picture of values that are in memory. */
export function tensorMap(values: Float32Array, shape: readonly number[]): TensorMap | undefined {
  const sum = TensorMapSum.of(shape);
  sum?.add(values);
  return sum?.result();
}
