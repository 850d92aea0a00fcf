import type { Windows } from '../../models/swin/windows.js';
import type { OnnxGraph, Value } from './graph.js';
import { concat, reshape, slice, transpose } from './layers.js';

/** Rolls a grid of tokens and cuts it into windows, row by row; rows in, rows out (models/swin/windows.ts). */
export function toWindows(g: OnnxGraph, x: Value, { grid, size, shift }: Windows, width: number): Value {
  const [down, across] = [grid[0] / size, grid[1] / size];
  if (down * across === 1) return x;
  const rolled = roll(g, reshape(g, x, [-1, ...grid, width]), grid, [shift, shift]);
  const windows = transpose(g, reshape(g, rolled, [-1, down, size, across, size, width]), [0, 1, 3, 2, 4, 5]);
  return reshape(g, windows, [-1, width]);
}

/** The inverse of `toWindows`. */
export function fromWindows(g: OnnxGraph, x: Value, { grid, size, shift }: Windows, width: number): Value {
  const [down, across] = [grid[0] / size, grid[1] / size];
  if (down * across === 1) return x;
  const rows = transpose(g, reshape(g, x, [-1, down, across, size, size, width]), [0, 1, 3, 2, 4, 5]);
  const back = grid.map(side => (side - shift) % side);
  return reshape(g, roll(g, reshape(g, rows, [-1, ...grid, width]), grid, back), [-1, width]);
}

/** Moves a grid `[batch, rows, columns, width]` up and to the left; what falls out comes back in. */
function roll(g: OnnxGraph, x: Value, grid: Windows['grid'], by: readonly number[]): Value {
  return [0, 1].reduce((moved, axis) => {
    const [side, step] = [grid[axis]!, by[axis]!];
    if (step === 0) return moved;
    return concat(g, [slice(g, moved, axis + 1, step, side), slice(g, moved, axis + 1, 0, step)], axis + 1);
  }, x);
}
