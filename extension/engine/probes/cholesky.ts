/**
 * The solution X of A X = B, by Cholesky's factors A = L L'.
 *
 * @param a `[n, n]`, symmetric and positive definite; only its lower half is read
 * @param b `[n, columns]`
 * @returns `[n, columns]`
 */
export function solvePositive(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const factor = lowerFactor(a, n);
  const columns = b.length / n;
  const x = b.slice();
  const subtract = (row: number, other: number, times: number) => {
    for (let c = 0; c < columns; c++) x[row * columns + c]! -= times * x[other * columns + c]!;
  };
  const divide = (row: number) => {
    for (let c = 0; c < columns; c++) x[row * columns + c]! /= factor[row * n + row]!;
  };
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < row; k++) subtract(row, k, factor[row * n + k]!);
    divide(row);
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let k = row + 1; k < n; k++) subtract(row, k, factor[k * n + row]!);
    divide(row);
  }
  return x;
}

/** L, `[n, n]`, of which only the lower half counts. */
function lowerFactor(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!;
      if (i !== j) l[i * n + j] = sum / l[j * n + j]!;
      else if (sum > 0) l[i * n + i] = Math.sqrt(sum);
      else throw new Error('The matrix is not positive definite.');
    }
  }
  return l;
}
