/** The end of an axis from 0 that holds all values, and a handful of round numbers on it. */
export function distanceScale(distance: Float32Array): { high: number; ticks: number[] } {
  const largest = Math.max(1e-6, ...distance);
  const power = 10 ** Math.floor(Math.log10(largest / 4));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(size => largest / size <= 5)!;
  const count = Math.ceil(largest / step);
  return { high: count * step, ticks: Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(6))) };
}

/** Mean over the heads of a layer. */
export function layerMean(distance: Float32Array, heads: number, layer: number): number {
  return distance.subarray(layer * heads, (layer + 1) * heads).reduce((sum, value) => sum + value / heads, 0);
}
