/** Columns between two moments in which others get their turn: large matrices take seconds. */
const TURN = 32;
/** Halvings after which no double is left between two bounds that were as far apart as doubles are. */
const HALVINGS = 80;

/**
 * The eigenvalues of a symmetric matrix, in rising order: made tridiagonal by Householder's reflections, then found by bisection with
 * Sturm's count (Golub & Van Loan, "Matrix Computations", 8.3.1 and 8.4.1).
 *
 * @param matrix `[n, n]`; its values are lost
 */
export async function symmetricEigenvalues(matrix: Float64Array, n: number): Promise<Float64Array> {
  const { diagonal, beside } = await tridiagonal(matrix, n);
  const around = (i: number) => Math.abs(beside[i - 1] ?? 0) + Math.abs(beside[i] ?? 0);
  const low = diagonal.reduce((least, value, i) => Math.min(least, value - around(i)), Infinity);
  const high = diagonal.reduce((most, value, i) => Math.max(most, value + around(i)), -Infinity);
  return Float64Array.from({ length: n }, (_, k) => {
    let [from, to] = [low, high];
    for (let i = 0; i < HALVINGS; i++) {
      const middle = (from + to) / 2;
      if (middle <= from || middle >= to) break;
      if (countBelow(diagonal, beside, middle) > k) to = middle;
      else from = middle;
    }
    return (from + to) / 2;
  });
}

/** `[n]` and `[n - 1]` */
interface Tridiagonal {
  diagonal: Float64Array;
  beside: Float64Array;
}

async function tridiagonal(a: Float64Array, n: number): Promise<Tridiagonal> {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(Math.max(n - 1, 0));
  for (let k = 0; k < n; k++) {
    if (k % TURN === 0) await new Promise(resolve => setImmediate(resolve));
    diagonal[k] = a[k * n + k]!;
    if (k < n - 1) beside[k] = reflect(a, n, k);
  }
  return { diagonal, beside };
}

/** Makes zeros of what is below the subdiagonal of column `k`, and the rest of the matrix similar. @returns what is on the subdiagonal */
function reflect(a: Float64Array, n: number, k: number): number {
  const first = k + 1;
  const v = new Float64Array(n - first);
  for (let i = 0; i < v.length; i++) v[i] = a[(first + i) * n + k]!;
  const length = Math.sqrt(dot(v, v));
  if (length === 0) return 0;
  const subdiagonal = v[0]! > 0 ? -length : length;
  v[0]! -= subdiagonal;
  const beta = 2 / dot(v, v);
  const rows = v.map((_, i) => beta * dot(a.subarray((first + i) * n + first, (first + i + 1) * n), v));
  const half = (beta / 2) * dot(rows, v);
  const w = rows.map((value, i) => value - half * v[i]!);
  for (let i = 0; i < v.length; i++) {
    const row = a.subarray((first + i) * n + first, (first + i + 1) * n);
    const [vi, wi] = [v[i]!, w[i]!];
    for (let j = 0; j < row.length; j++) row[j]! -= vi * w[j]! + wi * v[j]!;
  }
  return subdiagonal;
}

/** How many eigenvalues of a tridiagonal matrix are smaller: negative pivots of what is left when `value` is taken off. */
function countBelow(diagonal: Float64Array, beside: Float64Array, value: number): number {
  let count = 0;
  let pivot = 1;
  for (let i = 0; i < diagonal.length; i++) {
    const coupling = i === 0 ? 0 : beside[i - 1]! ** 2 / pivot;
    pivot = diagonal[i]! - value - coupling;
    if (pivot === 0) pivot = Number.MIN_VALUE * 2 ** 52;
    if (pivot < 0) count++;
  }
  return count;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
