import { visibleInLine } from '../engine/text/visible.js';

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

const plain = /^[\x20-\x7e]*$/;
/** Two columns wide in terminals: East Asian scripts and forms, emoji. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60\p{Emoji_Presentation}]|\ufe0f/u;
const characters = new Intl.Segmenter();

/** The columns that a line takes in a terminal; a character with accents or modifiers counts once. */
export function shownWidth(text: string): number {
  if (plain.test(text)) return text.length;
  return [...characters.segment(text)].reduce((sum, { segment }) => sum + (wide.test(segment) ? 2 : 1), 0);
}
