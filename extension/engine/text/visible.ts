/**
 * What a terminal obeys or hides instead of showing it: control characters (C0, DEL, C1), which begin escape sequences,
 * characters that turn the direction of a line, and halves of characters. Ends of lines and tabs lay text out.
 */
const unseen = /(?![\n\t])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;

/** Text with `\u001b` in the place of an ESC: harmless in a terminal, and JSON stays JSON with the same values. */
export function visible(text: string): string {
  return text.replace(unseen, escaped);
}

/** The same for what has to stay on its line, such as a cell of a table. */
export function visibleInLine(text: string): string {
  return visible(text).replace(/[\n\t]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
