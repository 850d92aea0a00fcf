import { type Windows, windowsOf } from './windows.js';

/** Added to the scores of tokens that do not belong together: enough for a softmax to give them nothing. */
const APART = -100;

/**
 * After a grid was rolled, windows at its end hold tokens from opposite edges of the image. Those must not attend to each
 * other: 0 for two tokens from the same region, -100 otherwise (fact sheet 1.11).
 *
 * @returns `[windows, size^2, size^2]`
 */
export function windowMask(windows: Windows): Float32Array {
  const { grid, size, shift } = windows;
  const [rows, columns] = grid;
  const across = columns / size;
  const count = windowsOf(windows);
  const tokens = size * size;
  const mask = new Float32Array(count * tokens * tokens);
  let at = 0;
  for (let window = 0; window < count; window++) {
    for (let a = 0; a < tokens; a++) {
      for (let b = 0; b < tokens; b++) mask[at++] = region(window, a) === region(window, b) ? 0 : APART;
    }
  }
  return mask;

  /** The last window's size and the shift cut either axis of the rolled grid into three regions. */
  function region(window: number, token: number): number {
    const row = Math.floor(window / across) * size + Math.floor(token / size);
    const column = (window % across) * size + (token % size);
    return 3 * band(row, rows) + band(column, columns);
  }

  function band(position: number, side: number): number {
    return position < side - size ? 0 : position < side - shift ? 1 : 2;
  }
}
