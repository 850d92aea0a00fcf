import type { Entry, Span } from './entries.js';

/** Where the line of a place starts. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line of a place ends, its line break included. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** The line break that the text uses. */
export function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Whether nothing but space stands before the entry on its line: then its lines are its own. */
export function startsLine(text: string, { nameSpan }: Entry): boolean {
  return text.slice(lineStart(text, nameSpan.start), nameSpan.start).trim() === '';
}

/** What to take out of the text to remove an entry: its lines, or inside `{ }` its part up to a comma. */
export function removal(text: string, entry: Entry): Span {
  const { start } = entry.span;
  const end = start + text.slice(start, entry.span.end).trimEnd().length;
  if (startsLine(text, entry)) return { start: lineStart(text, start), end: lineEnd(text, end) };
  const following = /^\s*(,\s*)/.exec(text.slice(end));
  if (following) return { start, end: end + following[0].length };
  const before = text.slice(0, start).trimEnd();
  return { start: before.endsWith(',') ? before.slice(0, -1).trimEnd().length : start, end };
}
