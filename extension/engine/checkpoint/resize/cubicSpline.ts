/**
 * The cubic spline through points, with 'not a knot' ends, as interpolation by FITPACK (scipy's `interp2d(kind='cubic')`)
 * makes it: the first two pieces are one cubic, and the last two. Three points give a parabola, two a line.
 *
 * @param x where the points are, ascending
 * @param at where the spline is asked for; outside of the points it keeps the value of the nearest
 * @returns for each of `at` the weight of every point: `[at.length][x.length]`. The value is their weighted sum.
 */
export function splineWeights(x: readonly number[], at: readonly number[]): Float64Array[] {
  const slopes = x.map((_, point) => secondDerivatives(x, point));
  return at.map(place => {
    const clamped = Math.min(x.at(-1)!, Math.max(x[0]!, place));
    return Float64Array.from(x, (_, point) => evaluate(x, point, slopes[point]!, clamped));
  });
}

/** The spline that is 1 at `point` and 0 at the others, where its second derivatives at the points are `curves`. */
function evaluate(x: readonly number[], point: number, curves: Float64Array, at: number): number {
  if (x.length === 1) return 1;
  let i = 0;
  while (i < x.length - 2 && at > x[i + 1]!) i++;
  const h = x[i + 1]! - x[i]!;
  const b = (at - x[i]!) / h;
  const a = 1 - b;
  const straight = (point === i ? a : 0) + (point === i + 1 ? b : 0);
  return straight + (((a ** 3 - a) * curves[i]! + (b ** 3 - b) * curves[i + 1]!) * h * h) / 6;
}

function secondDerivatives(x: readonly number[], point: number): Float64Array {
  const n = x.length;
  const y = (i: number) => (i === point ? 1 : 0);
  if (n < 3) return new Float64Array(n);
  const h = (i: number) => x[i + 1]! - x[i]!;
  const slope = (i: number) => (y(i + 1) - y(i)) / h(i);
  if (n === 3) return new Float64Array(n).fill((2 * (slope(1) - slope(0))) / (h(0) + h(1)));
  const rows: number[][] = [];
  const right: number[] = [];
  for (let i = 1; i < n - 1; i++) {
    const row = new Array<number>(n).fill(0);
    row[i - 1] = h(i - 1);
    row[i] = 2 * (h(i - 1) + h(i));
    row[i + 1] = h(i);
    rows.push(row);
    right.push(6 * (slope(i) - slope(i - 1)));
  }
  rows.push(notAKnot(n, 0, h(0), h(1)), notAKnot(n, n - 3, h(n - 3), h(n - 2)));
  right.push(0, 0);
  return solve(rows, right);
}

/** The third derivative does not change at the point after `i`. */
function notAKnot(n: number, i: number, before: number, after: number): number[] {
  const row = new Array<number>(n).fill(0);
  [row[i], row[i + 1], row[i + 2]] = [after, -(before + after), before];
  return row;
}

/** Gaussian elimination with pivots: the systems are small. */
function solve(rows: number[][], right: number[]): Float64Array {
  const n = rows.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column; i < n; i++) if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    [right[column], right[pivot]] = [right[pivot]!, right[column]!];
    for (let i = column + 1; i < n; i++) {
      const factor = rows[i]![column]! / rows[column]![column]!;
      if (factor === 0) continue;
      for (let j = column; j < n; j++) rows[i]![j]! -= factor * rows[column]![j]!;
      right[i]! -= factor * right[column]!;
    }
  }
  const solution = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    let sum = right[i]!;
    for (let j = i + 1; j < n; j++) sum -= rows[i]![j]! * solution[j]!;
    solution[i] = sum / rows[i]![i]!;
  }
  return solution;
}
