/** The end of an axis from 0 that holds all values, and a handful of round numbers on it. */
export function distanceScale(distance: readonly Float32Array[]): { high: number; ticks: number[] } {
  const largest = Math.max(1e-6, ...distance.flatMap(heads => [...heads]));
  const power = 10 ** Math.floor(Math.log10(largest / 4));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(size => largest / size <= 5)!;
  const count = Math.ceil(largest / step);
  return { high: count * step, ticks: Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(6))) };
}

/** Mean over the heads of a layer. */
export function headMean(distance: Float32Array): number {
  return distance.reduce((sum, value) => sum + value / distance.length, 0);
}
