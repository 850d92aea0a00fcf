/** A step that took so many times the usual step was not a step but a pause between two sittings. */
const pauseFactor = 50;

/**
 * Seconds that the run spent training, without the pauses between being stopped and resumed.
 *
 * @param ends when each step ended, in seconds; what is not finite is passed over
 */
export function trainingSeconds(ends: ArrayLike<number>): number {
  const times = Float64Array.from(ends).filter(Number.isFinite);
  const gaps = times.subarray(1).map((time, i) => Math.max(0, time - times[i]!));
  if (gaps.length === 0) return 0;
  const usual = gaps.slice().sort()[Math.floor(gaps.length / 2)]!;
  const limit = Math.max(60, pauseFactor * usual);
  return gaps.reduce((sum, gap) => sum + (gap > limit ? usual : gap), usual);
}
