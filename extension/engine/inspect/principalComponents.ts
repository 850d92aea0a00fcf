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
 * The first principal components, by power iteration on the samples' Gram matrix: its eigenvectors, scaled by the roots of
 * their eigenvalues, are the scores. The sign of a component is free; here its score of largest magnitude is positive.
 * Components beyond the rank of the samples are zero.
 *
 * @param samples `[samples, width]`, centred here
 */
export function principalComponents(samples: Float32Array, width: number, count: number): PrincipalComponents {
  const n = samples.length / width;
  const gram = gramMatrix(centred(samples, width), width);
  let total = 0;
  for (let i = 0; i < n; i++) total += gram[i * n + i]!;
  const scores = new Float32Array(n * count);
  const explained = new Float32Array(count);
  for (let k = 0; k < count; k++) {
    const found = dominant(gram, n, total);
    if (!found) break;
    const scale = signOfLargest(found.vector) * Math.sqrt(found.value);
    for (let i = 0; i < n; i++) {
      scores[i * count + k] = scale * found.vector[i]!;
      for (let j = 0; j < n; j++) gram[i * n + j]! -= found.value * found.vector[i]! * found.vector[j]!;
    }
    explained[k] = found.value / total;
  }
  return { scores, explained };
}

function centred(samples: Float32Array, width: number): Float64Array {
  const n = samples.length / width;
  const mean = new Float64Array(width);
  for (let i = 0; i < samples.length; i++) mean[i % width]! += samples[i]! / n;
  return Float64Array.from(samples, (value, i) => value - mean[i % width]!);
}

/** Inner products of all pairs of samples, `[samples, samples]`. */
function gramMatrix(samples: Float64Array, width: number): Float64Array {
  const n = samples.length / width;
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += samples[i * width + k]! * samples[j * width + k]!;
      gram[i * n + j] = sum;
      gram[j * n + i] = sum;
    }
  }
  return gram;
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
  return Float64Array.from({ length: n }, (_, i) => dot(matrix.subarray(i * n, (i + 1) * n), vector));
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
