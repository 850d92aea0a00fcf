import type { TensorData } from './tensorData.js';
import { toFloat32 } from './tensorData.js';

/** What one looks at to see whether a tensor is healthy. `nan` counts NaN elements; the others leave those out. */
export interface TensorStatistics {
  min: number;
  max: number;
  mean: number;
  /** Population standard deviation (divided by n, not n - 1). */
  std: number;
  nan: number;
}

/**
 * Statistics of values that come piece by piece, in double precision. Pieces are joined by Chan et al. (1983): with d the
 * difference of two means, the squares about the common one are S = S1 + S2 + d^2 n1 n2 / (n1 + n2).
 */
export class StatisticsSum {
  private min = Infinity;
  private max = -Infinity;
  private sum = 0;
  private count = 0;
  private squares = 0;
  private nan = 0;

  add(values: Float32Array): void {
    let [sum, count] = [0, 0];
    for (let i = 0; i < values.length; i++) {
      const x = values[i]!;
      if (Number.isNaN(x)) continue;
      if (x < this.min) this.min = x;
      if (x > this.max) this.max = x;
      sum += x;
      count++;
    }
    this.nan += values.length - count;
    if (count === 0) return;
    const mean = sum / count;
    let squares = 0;
    for (let i = 0; i < values.length; i++) {
      const apart = values[i]! - mean;
      if (!Number.isNaN(values[i]!)) squares += apart * apart;
    }
    if (this.count > 0) {
      squares += ((mean - this.sum / this.count) ** 2 * this.count * count) / (this.count + count);
    }
    this.squares += squares;
    this.sum += sum;
    this.count += count;
  }

  /** Without any number to look at, everything but `nan` is NaN. */
  result(): TensorStatistics {
    const { min, max, sum, count, squares, nan } = this;
    if (count === 0) return { min: NaN, max: NaN, mean: NaN, std: NaN, nan };
    return { min, max, mean: sum / count, std: Math.sqrt(squares / count), nan };
  }
}

/** The statistics of a tensor that is in memory. */
export function tensorStatistics(tensor: TensorData): TensorStatistics {
  const sum = new StatisticsSum();
  sum.add(toFloat32(tensor));
  return sum.result();
}

/** The statistics of a tensor of any size, which comes in pieces (`TensorFile`); throws as they do. */
export async function statisticsOf(pieces: AsyncIterable<TensorData>): Promise<TensorStatistics> {
  const sum = new StatisticsSum();
  for await (const piece of pieces) sum.add(toFloat32(piece));
  return sum.result();
}
