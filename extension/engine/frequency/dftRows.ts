import * as tf from '@tensorflow/tfjs-core';
import { complexTable } from './dftTables.js';
import { inPieces } from './pieces.js';

/** Rows up to this length are transformed by one product; longer ones are taken apart first. */
export const DIRECT_LIMIT = 256;

/** Values of long rows worked on at once, so that the many intermediate results stay small. */
const VALUES = 2 ** 21;

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
  return inPieces(x, VALUES, rowsOfPiece =>
    factor === 1 ? chirpTransform(rowsOfPiece, inverse) : fourSteps(rowsOfPiece, factor, inverse),
  );
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
