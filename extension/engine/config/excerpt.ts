/** Characters that a message repeats of a value. */
const MOST = 100;

/** A value in a message: on one line, and not longer than a message may be. */
export function excerpt(value: string): string {
  const start = oneLine(value.slice(0, MOST));
  return value.length > MOST ? `${start} ...` : start;
}

/** A text without line breaks. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
