import type { Curve } from './thin.js';

/** Curves over one common x, as the chart library takes them. */
export interface AlignedCurves {
  x: number[];
  /** For each curve: null is a gap of its own, undefined a place that only other curves have. */
  y: (number | null | undefined)[][];
}

/** Curves with x of their own over all their x together. Of several points of a curve at one x, the last counts. */
export function align(curves: readonly Curve[]): AlignedCurves {
  const x = [...new Set(curves.flatMap(curve => curve.x))].sort((a, b) => a - b);
  const place = new Map(x.map((value, i) => [value, i]));
  return {
    x,
    y: curves.map(curve => {
      const values = new Array<number | null | undefined>(x.length).fill(undefined);
      curve.x.forEach((value, i) => {
        values[place.get(value)!] = curve.y[i];
      });
      return values;
    }),
  };
}

/** Places of points without a neighbour to draw a line to, which would not be seen: between two gaps, or single. */
export function alone(values: ArrayLike<number | null | undefined>): number[] {
  const found: number[] = [];
  let [run, last] = [0, -1];
  for (let i = 0; i <= values.length; i++) {
    const value = i < values.length ? values[i] : null;
    if (value === undefined) continue;
    if (value === null) {
      if (run === 1) found.push(last);
      run = 0;
    } else {
      run++;
      last = i;
    }
  }
  return found;
}
