/** How the values of a tensor spread. */
export interface Histogram {
  /** The smallest and the largest finite value; both 0 where there is none. */
  low: number;
  high: number;
  /** Finite values in each bin; bins are equally wide from `low` to `high`, which belongs to the last one. */
  counts: number[];
}

/** Counts the finite values in `bins` bins between the smallest and the largest of them. Equal values are one bin. */
export function tensorHistogram(values: Float32Array, bins = 64): Histogram {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return { low: 0, high: 0, counts: [] };
  const counts = new Array<number>(high > low ? bins : 1).fill(0);
  const scale = high > low ? bins / (high - low) : 0;
  for (const value of values) {
    if (Number.isFinite(value)) counts[Math.min(counts.length - 1, Math.floor((value - low) * scale))]!++;
  }
  return { low, high, counts };
}

/** How many values are infinite, and how many are zero. */
export function specialValues(values: Float32Array): { infinite: number; zeros: number } {
  let infinite = 0;
  let zeros = 0;
  for (const value of values) {
    if (value === 0) zeros++;
    else if (value === Infinity || value === -Infinity) infinite++;
  }
  return { infinite, zeros };
}
