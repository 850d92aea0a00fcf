import type { Grid } from '../input/grid.js';

/**
 * Fixed two-dimensional position embedding: half of the channels encode the column, half the row, each as sines and
 * then cosines of the position at frequencies 10000^(-k / (width/4)); zeros for the class token (fact sheet 1.9).
 *
 * @param width a multiple of 4
 * @returns `[1 + rows * columns, width]` row-major
 */
export function sinCosPositions([rows, columns]: Grid, width: number): Float32Array {
  const quarter = width / 4;
  const table = new Float32Array((1 + rows * columns) * width);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const start = (1 + row * columns + column) * width;
      for (let k = 0; k < quarter; k++) {
        const omega = 10000 ** (-k / quarter);
        table[start + k] = Math.sin(column * omega);
        table[start + quarter + k] = Math.cos(column * omega);
        table[start + 2 * quarter + k] = Math.sin(row * omega);
        table[start + 3 * quarter + k] = Math.cos(row * omega);
      }
    }
  }
  return table;
}
