/**
 * The upper end of a colour scale for errors of pixels in [0, 1]: a multiple of 0.05 above all but the largest half per
 * cent of each map, so that a few bad pixels do not darken the rest.
 */
export function errorScaleEnd(errors: readonly Float32Array[]): number {
  return Math.max(0.05, Math.ceil(20 * Math.max(0, ...errors.map(error => quantile(error, 0.995)))) / 20);
}

/** Of the finite values; 0 when there are none. */
function quantile(values: Float32Array, share: number): number {
  const sorted = values.filter(Number.isFinite).sort();
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}
