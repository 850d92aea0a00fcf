import type { Windows } from '../../models/swin/windows.js';
import type { OnnxGraph, Value } from './graph.js';
import { concat, reshape, slice, transpose } from './layers.js';

/** Rolls a grid of tokens and cuts it into windows, row by row; rows in, rows out (models/swin/windows.ts). */
export function toWindows(g: OnnxGraph, x: Value, { grid, size, shift }: Windows, width: number): Value {
  const n = grid / size;
  if (n === 1) return x;
  const rolled = roll(g, reshape(g, x, [-1, grid, grid, width]), grid, shift);
  const windows = transpose(g, reshape(g, rolled, [-1, n, size, n, size, width]), [0, 1, 3, 2, 4, 5]);
  return reshape(g, windows, [-1, width]);
}

/** The inverse of `toWindows`. */
export function fromWindows(g: OnnxGraph, x: Value, { grid, size, shift }: Windows, width: number): Value {
  const n = grid / size;
  if (n === 1) return x;
  const rows = transpose(g, reshape(g, x, [-1, n, n, size, size, width]), [0, 1, 3, 2, 4, 5]);
  const rolled = roll(g, reshape(g, rows, [-1, grid, grid, width]), grid, (grid - shift) % grid);
  return reshape(g, rolled, [-1, width]);
}

/** Moves a grid `[batch, grid, grid, width]` up and to the left; what falls out comes back in. */
function roll(g: OnnxGraph, x: Value, grid: number, by: number): Value {
  if (by === 0) return x;
  return [1, 2].reduce((moved, axis) => {
    const parts = [slice(g, moved, axis, by, grid), slice(g, moved, axis, 0, by)];
    return concat(g, parts, axis);
  }, x);
}
