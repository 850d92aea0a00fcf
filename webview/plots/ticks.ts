/** A mark on an axis. */
export interface Tick {
  value: number;
  /** Along the axis, in CSS pixels. */
  at: number;
}

/** The largest of 1, 2, 5, 10, 20 ... steps that is not below `least`. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map(factor => factor * power).find(step => step >= least * (1 - 1e-9))!;
}

/**
 * Frequencies along one side of a shifted spectrum, in cycles per image: whole numbers, 0 at bin floor(bins / 2).
 *
 * @param start where bin 0 begins, in CSS pixels from the pane's edge
 * @param scale CSS pixels per bin
 * @param length of the pane's side
 * @param spacing least distance of two ticks
 */
export function frequencyTicks(bins: number, start: number, scale: number, length: number, spacing = 44): Tick[] {
  const centre = Math.floor(bins / 2);
  const step = Math.max(1, niceStep(spacing / scale));
  const ticks: Tick[] = [];
  for (let value = -Math.floor(centre / step) * step; value < bins - centre; value += step) {
    // A frequency is the middle of its bin.
    const at = start + (value + centre + 0.5) * scale;
    if (at >= 0 && at <= length) ticks.push({ value, at });
  }
  return ticks;
}

/**
 * Places on a logarithmic axis: powers of ten, as many as there is room for; 2 and 5 times them where they are few.
 *
 * @param most so many at most, or hardly more
 */
export function logTicks(low: number, high: number, most: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const step = Math.max(1, Math.ceil((last - first) / most));
  const factors = step === 1 && 3 * (last - first) <= most + 2 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = Math.ceil(first / step) * step; power <= last; power += step) {
    // A negative power of ten is not exact; the text of one is read as the number nearest to it.
    for (const factor of factors) ticks.push(Number(`${factor}e${power}`));
  }
  return ticks.filter(value => value >= low && value <= high);
}
