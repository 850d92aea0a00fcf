/**
 * A curve under an exponential moving average: each value weighs `weight` times as much as the next one. It starts
 * without a bias towards zero (Kingma & Ba 2015, section 3), and passes over what is not finite, which stays a gap.
 *
 * @param weight from 0, as it is, to below 1
 */
export function smooth(y: ArrayLike<number>, weight: number): Float64Array {
  const smoothed = new Float64Array(y.length);
  let [sum, total] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    const value = y[i]!;
    if (!Number.isFinite(value)) {
      smoothed[i] = Number.NaN;
      continue;
    }
    sum = weight * sum + (1 - weight) * value;
    total = weight * total + (1 - weight);
    smoothed[i] = sum / total;
  }
  return smoothed;
}
