/**
 * The words of one scalar, read the way Python's literals and YAML 1.1 and 1.2 write them. Which of these readings holds
 * is decided by the key that the scalar belongs to, so that `3e-4` is a number where a number is due although YAML 1.1
 * sees text in it.
 */

const nothing = new Set(['None', 'null', 'Null', 'NULL', '~', '']);
const yes = new Set(['True', 'true', 'TRUE', 'yes', 'Yes', 'on', 'On']);
const no = new Set(['False', 'false', 'FALSE', 'no', 'No', 'off', 'Off']);

/** Whether the text stands for no value: None, null, ~ or nothing at all. */
export function isNone(text: string): boolean {
  return nothing.has(text);
}

/** The truth value that the text names, if any. */
export function booleanOf(text: string): boolean | undefined {
  if (yes.has(text)) return true;
  return no.has(text) ? false : undefined;
}

/** The decimal number that the text writes (12, -0.5, 3e-4, 1.), if any. */
export function numberOf(text: string): number | undefined {
  return /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

/** Whether the number in the text is written as a whole one: 3 and -3, but not 3.0. */
export function isWhole(text: string): boolean {
  return /^[-+]?\d+$/.test(text);
}

/** The text without the quotes of a Python string around it. */
export function unquoted(text: string): string {
  return /^'[^']*'$/.test(text) || /^"[^"]*"$/.test(text) ? text.slice(1, -1) : text;
}

/** The items of a Python tuple or list such as `(0.9, 0.95)` or `['iso', 'sinc']`, each without quotes; undefined for other text. */
export function itemsOf(text: string): string[] | undefined {
  const inside = /^\((.*)\)$/s.exec(text)?.[1] ?? /^\[(.*)\]$/s.exec(text)?.[1];
  if (inside === undefined) return undefined;
  const items = (inside.match(/'[^']*'|"[^"]*"|[^,'"]+|,/g) ?? []).map(token => token.trim()).filter(Boolean);
  const values = items.filter(token => token !== ',');
  const separated = items.every((token, i) => (token === ',') === (i % 2 === 1));
  return separated ? values.map(unquoted) : undefined;
}
