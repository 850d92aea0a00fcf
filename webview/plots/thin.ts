/** Points of a curve; null is a gap. */
export interface Curve {
  x: number[];
  y: (number | null)[];
}

/** A curve as it is drawn. */
export interface ThinnedCurve extends Curve {
  /** Points between the limits, of which fewer may be drawn. */
  points: number;
  /** Whether fewer are drawn. */
  thinned: boolean;
}

/** What part of a curve is drawn, and how finely. */
export interface Extent {
  /** Limits of x. */
  from: number;
  to: number;
  /** Pixels between them. */
  columns: number;
  log?: boolean;
}

/**
 * The part of a curve between two limits, with one more point on either side, so that lines leave the plot. Where
 * there are more than two points a pixel, each pixel keeps the least and the greatest: no peak is lost. A value that
 * is not finite makes a gap, and is kept as one.
 *
 * @param x rising
 */
export function thin(x: ArrayLike<number>, y: ArrayLike<number>, extent: Extent): ThinnedCurve {
  const { from, to, columns, log } = extent;
  // A logarithmic axis has no place for what is not positive.
  const start = Math.max(log ? upperBound(x, 0) : 0, lowerBound(x, from) - 1);
  const end = Math.min(x.length, upperBound(x, to) + 1);
  const points = end - start;
  const curve: Curve = { x: [], y: [] };
  if (points <= 2 * columns) {
    for (let i = start; i < end; i++) add(curve, x, y, i);
    return { ...curve, points, thinned: false };
  }
  const column = columnOf(extent);
  for (let i = start; i < end; ) {
    const current = column(x[i]!);
    let [least, greatest, gap] = [-1, -1, -1];
    for (; i < end && column(x[i]!) === current; i++) {
      const value = y[i]!;
      if (!Number.isFinite(value)) gap = i;
      else {
        if (least < 0 || value < y[least]!) least = i;
        if (greatest < 0 || value > y[greatest]!) greatest = i;
      }
    }
    const kept = [...new Set([least, greatest, gap])].filter(k => k >= 0).sort((a, b) => a - b);
    for (const k of kept) add(curve, x, y, k);
  }
  return { ...curve, points, thinned: true };
}

/** The first place whose value is not below `value`. */
export function lowerBound(rising: ArrayLike<number>, value: number): number {
  return search(rising, other => other >= value);
}

/** The first place whose value is above `value`. */
export function upperBound(rising: ArrayLike<number>, value: number): number {
  return search(rising, other => other > value);
}

/** The place whose value is nearest to `value`; -1 where there are none. */
export function nearest(rising: ArrayLike<number>, value: number): number {
  const after = lowerBound(rising, value);
  if (after === 0) return rising.length > 0 ? 0 : -1;
  if (after === rising.length) return after - 1;
  return value - rising[after - 1]! <= rising[after]! - value ? after - 1 : after;
}

function search(rising: ArrayLike<number>, reached: (value: number) => boolean): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reached(rising[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function columnOf({ from, to, columns, log }: Extent): (x: number) => number {
  const [left, right] = log ? [Math.log(from), Math.log(to)] : [from, to];
  const scale = columns / (right - left);
  return value => Math.floor(((log ? Math.log(value) : value) - left) * scale);
}

function add(curve: Curve, x: ArrayLike<number>, y: ArrayLike<number>, i: number): void {
  curve.x.push(x[i]!);
  curve.y.push(Number.isFinite(y[i]!) ? y[i]! : null);
}
