/** Principal components of a set of samples. */
export interface PrincipalComponents {
  /** Coordinates of each sample along each component, `[samples, count]`, largest variance first. */
  scores: Float32Array;
  /** The share of the whole variance along each component, `[count]`. */
  explained: Float32Array;
}

/** Directions that have not settled after so many rounds belong to equal variances, where none is the right one. */
const ROUNDS = 1000;
const SETTLED = 1e-12;

/**
 * The first principal components, by power iteration on the smaller of two matrices with the same eigenvalues: the samples'
 * Gram matrix, whose eigenvectors, scaled by the roots of their eigenvalues, are the scores; or, of more samples than
 * numbers in each, their scatter matrix, on whose eigenvectors the samples are projected. The sign of a component is free;
 * here its score of largest magnitude is positive. Components beyond the rank of the samples are zero.
 *
 * @param samples `[samples, width]`, centred here
 */
export function principalComponents(samples: Float32Array, width: number, count: number): PrincipalComponents {
  const n = samples.length / width;
  const rows = centred(samples, width);
  const isWide = width >= n;
  const side = isWide ? n : width;
  const matrix = isWide ? rowProducts(rows, n, width) : rowProducts(transposed(rows, width), width, n);
  let total = 0;
  for (let i = 0; i < side; i++) total += matrix[i * side + i]!;
  const scores = new Float32Array(n * count);
  const explained = new Float32Array(count);
  for (let k = 0; k < count; k++) {
    const found = dominant(matrix, side, total);
    if (!found) break;
    const { vector, value } = found;
    const along = isWide ? vector.map(v => v * Math.sqrt(value)) : product(rows, vector);
    const sign = signOfLargest(along);
    for (let i = 0; i < n; i++) scores[i * count + k] = sign * along[i]!;
    for (let i = 0; i < side; i++) {
      for (let j = 0; j < side; j++) matrix[i * side + j]! -= value * vector[i]! * vector[j]!;
    }
    explained[k] = value / total;
  }
  return { scores, explained };
}

function centred(samples: Float32Array, width: number): Float64Array {
  const n = samples.length / width;
  const mean = new Float64Array(width);
  for (let i = 0; i < samples.length; i++) mean[i % width]! += samples[i]! / n;
  return Float64Array.from(samples, (value, i) => value - mean[i % width]!);
}

/** Inner products of all pairs of rows of `values` `[n, width]`, `[n, n]`. */
function rowProducts(values: Float64Array, n: number, width: number): Float64Array {
  const products = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += values[i * width + k]! * values[j * width + k]!;
      products[i * n + j] = sum;
      products[j * n + i] = sum;
    }
  }
  return products;
}

/** `[columns, rows]` of `[rows, columns]`. */
function transposed(values: Float64Array, columns: number): Float64Array {
  const rows = values.length / columns;
  return Float64Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
}

/** The eigenvector of unit length with the largest eigenvalue; undefined when nothing but rounding is left of `total`. */
function dominant(matrix: Float64Array, n: number, total: number) {
  // The longest column has a share of the dominant direction unless everything is zero, and is the same every time.
  let longest = 0;
  for (let i = 1; i < n; i++) if (matrix[i * n + i]! > matrix[longest * n + longest]!) longest = i;
  if (!(matrix[longest * n + longest]! > 1e-12 * total)) return undefined;
  let vector = unit(matrix.slice(longest * n, (longest + 1) * n));
  for (let round = 0; round < ROUNDS; round++) {
    const next = unit(product(matrix, vector));
    const isSettled = 1 - dot(next, vector) < SETTLED;
    vector = next;
    if (isSettled) break;
  }
  return { vector, value: dot(vector, product(matrix, vector)) };
}

function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return Float64Array.from({ length: matrix.length / n }, (_, i) => dot(matrix.subarray(i * n, (i + 1) * n), vector));
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map(value => value / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function signOfLargest(vector: Float64Array): 1 | -1 {
  let largest = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(largest)) largest = value;
  return largest < 0 ? -1 : 1;
}
