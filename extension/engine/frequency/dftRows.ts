import * as tf from '@tensorflow/tfjs-core';
import { halfWidth } from './halfSpectrum.js';

/** Rows up to this length are transformed by one product; longer ones are taken apart first. */
export const DIRECT_LIMIT = 256;

/**
 * Unscaled DFT of complex rows, any length: a product with the matrix of the transform for short rows, the four-step
 * method (Bailey 1990) where the length has factors, Bluestein's chirps where it is a prime.
 *
 * @param x `[rows, 2, n]`, real parts before imaginary ones
 * @returns `[rows, 2, n]`
 */
export function transformRows(x: tf.Tensor, inverse: boolean): tf.Tensor {
  const [rows, , n] = x.shape as [number, number, number];
  if (n <= DIRECT_LIMIT) {
    return tf.reshape(tf.matMul(tf.reshape(x, [rows, 2 * n]) as tf.Tensor2D, complexTable(n, inverse)), [rows, 2, n]);
  }
  const factor = largestFactorBelowRoot(n);
  return tf.tidy(() => (factor === 1 ? chirpTransform(x, inverse) : fourSteps(x, factor, inverse)));
}

/**
 * With n = n1*n2: transforms of length n1, a turn of every value, transforms of length n2. Input index n2*i + j becomes
 * output index k + n1*l.
 */
function fourSteps(x: tf.Tensor, n1: number, inverse: boolean): tf.Tensor {
  const [rows, , n] = x.shape as [number, number, number];
  const n2 = n / n1;
  const strided = tf.transpose(tf.reshape(x, [rows, 2, n1, n2]), [0, 3, 1, 2]);
  const inner = tf.reshape(transformRows(tf.reshape(strided, [rows * n2, 2, n1]), inverse), [rows, n2, 2, n1]);
  const turned = turn(inner, [n2, n1], (j, k) => (j * k) / n, inverse);
  const outer = transformRows(tf.reshape(tf.transpose(turned, [0, 3, 2, 1]), [rows * n1, 2, n2]), inverse);
  return tf.reshape(tf.transpose(tf.reshape(outer, [rows, n1, 2, n2]), [0, 2, 3, 1]), [rows, 2, n]);
}

/**
 * Bluestein: j*k = (j^2 + k^2 - (k-j)^2) / 2 makes the transform a convolution with a chirp, which a longer transform
 * of convenient length computes.
 */
function chirpTransform(x: tf.Tensor, inverse: boolean): tf.Tensor {
  const n = x.shape[2]!;
  const long = 2 ** Math.ceil(Math.log2(2 * n - 1));
  // j^2 modulo 2n keeps the angle exact.
  const chirp = (j: number) => ((j * j) % (2 * n)) / (2 * n);
  const chirped = (y: tf.Tensor) =>
    tf.reshape(
      turn(tf.reshape(y, [-1, 1, 2, n]), [1, n], (_, j) => chirp(j), inverse),
      [-1, 2, n],
    );
  const around = new Float32Array(2 * long);
  const sign = inverse ? -1 : 1;
  for (let j = 0; j < n; j++) {
    for (const at of j === 0 ? [0] : [j, long - j]) {
      around[at] = Math.cos(2 * Math.PI * chirp(j));
      around[long + at] = sign * Math.sin(2 * Math.PI * chirp(j));
    }
  }
  const kernel = transformRows(tf.tensor(around, [1, 2, long]), false);
  const padded = tf.pad(chirped(x) as tf.Tensor3D, [
    [0, 0],
    [0, 0],
    [0, long - n],
  ]);
  const convolved = transformRows(multiply(transformRows(padded, false), kernel), true);
  return chirped(tf.div(tf.slice(convolved, [0, 0, 0], [-1, 2, n]), long));
}

/** Product of complex rows, `[rows, 2, n]` times `[1, 2, n]`. */
function multiply(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const [re, im] = tf.split(y, 2, 1) as [tf.Tensor, tf.Tensor];
  return tf.add(tf.mul(x, re), tf.mul(tf.reverse(x, 1), tf.concat([tf.neg(im), im], 1)));
}

/**
 * Turns every value of `x`, `[rows, a, 2, b]`, by its own angle: forwards clockwise, `e^(-2 pi i turns)`.
 *
 * @param turns full turns of the value at (i, j)
 */
function turn(
  x: tf.Tensor,
  [a, b]: [number, number],
  turns: (i: number, j: number) => number,
  inverse: boolean,
): tf.Tensor {
  const cos = new Float32Array(a * b);
  const sin = new Float32Array(a * 2 * b);
  const sign = inverse ? 1 : -1;
  for (let i = 0; i < a; i++) {
    for (let j = 0; j < b; j++) {
      const angle = 2 * Math.PI * turns(i, j);
      cos[i * b + j] = Math.cos(angle);
      sin[i * 2 * b + j] = -sign * Math.sin(angle);
      sin[(i * 2 + 1) * b + j] = sign * Math.sin(angle);
    }
  }
  return tf.add(tf.mul(x, tf.tensor(cos, [1, a, 1, b])), tf.mul(tf.reverse(x, 2), tf.tensor(sin, [1, a, 2, b])));
}

function largestFactorBelowRoot(n: number): number {
  let factor = Math.floor(Math.sqrt(n));
  while (n % factor !== 0) factor--;
  return factor;
}

const tables = new Map<string, tf.Tensor2D>();

/** `[2n, 2n]`: complex rows to complex rows. */
function complexTable(n: number, inverse: boolean): tf.Tensor2D {
  return table(`complex ${n} ${inverse}`, 2 * n, 2 * n, (row, column) => {
    const { cos, sin } = unitRoot((row % n) * (column % n), n);
    const turned = inverse ? sin : -sin;
    if (row < n) return column < n ? cos : turned;
    return column < n ? -turned : cos;
  });
}

/** `[n, 2(n/2+1)]`: real rows to half spectra. */
export function realTable(n: number): tf.Tensor2D {
  const columns = halfWidth(n);
  return table(`real ${n}`, n, 2 * columns, (row, column) => {
    const { cos, sin } = unitRoot(row * (column % columns), n);
    return column < columns ? cos : -sin;
  });
}

/** `[2(n/2+1), n]`: half spectra to real rows; a column that stands for two opposite frequencies counts twice. */
export function inverseRealTable(n: number): tf.Tensor2D {
  const columns = halfWidth(n);
  return table(`inverse ${n}`, 2 * columns, n, (row, column) => {
    const frequency = row % columns;
    const times = frequency === 0 || 2 * frequency === n ? 1 : 2;
    const { cos, sin } = unitRoot(frequency * column, n);
    return times * (row < columns ? cos : -sin);
  });
}

/** Made once per length and kept: there are few lengths, at most `DIRECT_LIMIT` each. */
function table(key: string, rows: number, columns: number, value: (row: number, column: number) => number) {
  const known = tables.get(key);
  if (known) return known;
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) values[row * columns + column] = value(row, column);
  }
  const made = tf.keep(tf.tensor2d(values, [rows, columns]));
  tables.set(key, made);
  return made;
}

/** The angle of k turns of 1/n. Whole turns are taken off k first, and quarter turns are exact. */
function unitRoot(k: number, n: number): { cos: number; sin: number } {
  const rest = k % n;
  const quarters = (4 * rest) / n;
  if (Number.isInteger(quarters)) return { cos: [1, 0, -1, 0][quarters]!, sin: [0, 1, 0, -1][quarters]! };
  const angle = (2 * Math.PI * rest) / n;
  return { cos: Math.cos(angle), sin: Math.sin(angle) };
}
