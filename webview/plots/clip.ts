import type { Curve } from './thin.js';

/** Ends of y between which what is usual lies, and how many points lie outside. */
export interface Clipped {
  low: number;
  high: number;
  outside: number;
}

/** Points that say what is usual. */
const ENOUGH = 20;

/**
 * The ends of a linear y axis that outliers do not stretch: those of the middle 90 % of the drawn values, half as much again on
 * either side, but no wider than the values are. Undefined where nothing lies outside, or too few points say what is usual.
 */
export function clippedEnds(curves: readonly Curve[]): Clipped | undefined {
  const values = curves.flatMap(({ y }) => y.filter(value => value !== null)).sort((a, b) => a - b);
  if (values.length < ENOUGH) return undefined;
  const [low, high] = [0.05, 0.95].map(share => values[Math.round(share * (values.length - 1))]!) as [number, number];
  const room = (high - low) / 2;
  const outside = values.filter(value => value < low - room || value > high + room).length;
  if (room === 0 || outside === 0) return undefined;
  return { low: Math.max(values[0]!, low - room), high: Math.min(values.at(-1)!, high + room), outside };
}
