import * as tf from '@tensorflow/tfjs-core';
import { halfWidth } from './halfSpectrum.js';

/*
 * Matrices of the discrete Fourier transform. Complex rows are `[2, n]`, real parts before imaginary ones.
 */

const tables = new Map<string, tf.Tensor2D>();

/** `[2n, 2n]`: complex rows to complex rows. */
export function complexTable(n: number, inverse: boolean): tf.Tensor2D {
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

/** Made once per length and kept: a program meets few lengths, and long ones are never transformed by one table. */
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
