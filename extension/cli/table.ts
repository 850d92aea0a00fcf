import { visibleInLine } from '../engine/text/visible.js';
import { shownWidth } from './shownWidth.js';

/** Columns padded to their widest cell as it is shown, two spaces apart. */
export function table(rows: readonly (readonly string[])[]): string {
  const cells = rows.map(row => row.map(visibleInLine));
  const widths = cells[0]!.map((_, i) => cells.reduce((most, row) => Math.max(most, shownWidth(row[i]!)), 0));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell + ' '.repeat(widths[i]! - shownWidth(cell)))
      .join('  ')
      .trimEnd();
  return cells.map(line).join('\n');
}
