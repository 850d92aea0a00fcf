/** Neighbouring bands of radius: from <= radius < to, in bins. */
export interface BandRange {
  from: number;
  to: number;
}

/**
 * The bands in four ranges, each of which ends at twice the radius where the one before does; the finest frequency along an
 * axis is half the shorter side, and the last range has the corners too. `bands`: one more than the largest radius.
 */
export function bandRanges(bands: number): BandRange[] {
  // The largest radius is that of the corner, √2 times half the side.
  const finest = Math.round((bands - 1) / Math.SQRT2);
  const ends = [finest / 8, finest / 4, finest / 2].map(end => Math.max(1, Math.round(end)));
  return [0, ...ends].map((from, i) => ({ from, to: ends[i] ?? bands })).filter(({ from, to }) => from < to);
}

/** The mean of values weighted with their counts over `from` <= index < `to`; what is NaN is left out. */
export function weightedMean(values: ArrayLike<number>, counts: ArrayLike<number>, from: number, to: number): number {
  let [sum, count] = [0, 0];
  for (let i = from; i < Math.min(to, values.length); i++) {
    if (Number.isNaN(values[i]!)) continue;
    sum += values[i]! * counts[i]!;
    count += counts[i]!;
  }
  return count > 0 ? sum / count : Number.NaN;
}
