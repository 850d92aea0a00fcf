/** How the values of a tensor spread. */
export interface Histogram {
  /** The smallest and the largest finite value; both 0 where there is none. */
  low: number;
  high: number;
  /** Finite values in each bin; bins are equally wide from `low` to `high`, which belongs to the last one. */
  counts: number[];
}

/** What has to be known of all values before they can be counted in bins; they come piece by piece. */
export class ValueRange {
  /** The smallest and the largest finite value; `low > high` where there is none. */
  low = Infinity;
  high = -Infinity;
  /** How many values are infinite, and how many are zero. */
  infinite = 0;
  zeros = 0;

  add(values: Float32Array): void {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value === 0) this.zeros++;
      if (value === Infinity || value === -Infinity) this.infinite++;
      else if (!Number.isNaN(value)) {
        if (value < this.low) this.low = value;
        if (value > this.high) this.high = value;
      }
    }
  }
}

/** Counts the finite values of a range in `bins` bins between its ends. Equal values are one bin. */
export class HistogramCount {
  readonly histogram: Histogram;

  constructor({ low, high }: Pick<ValueRange, 'low' | 'high'>, bins = 64) {
    const counts = new Array<number>(high > low ? bins : 1).fill(0);
    this.histogram = low > high ? { low: 0, high: 0, counts: [] } : { low, high, counts };
  }

  add(values: Float32Array): void {
    const { low, high, counts } = this.histogram;
    if (counts.length === 0) return;
    const scale = high > low ? counts.length / (high - low) : 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (Number.isFinite(value)) counts[Math.min(counts.length - 1, Math.floor((value - low) * scale))]!++;
    }
  }
}

/** The histogram of values that are in memory. */
export function tensorHistogram(values: Float32Array, bins?: number): Histogram {
  const range = new ValueRange();
  range.add(values);
  const count = new HistogramCount(range, bins);
  count.add(values);
  return count.histogram;
}

/** How many of the values are infinite, and how many are zero. */
export function specialValues(values: Float32Array): Pick<ValueRange, 'infinite' | 'zeros'> {
  const range = new ValueRange();
  range.add(values);
  return { infinite: range.infinite, zeros: range.zeros };
}
