import type { Entry, Span } from './entries.js';
import { lineBreak, lineEnd, lineStart } from './lines.js';

/** A piece of a text and what takes its place. */
export interface Edit {
  span: Span;
  text: string;
}

/**
 * The edit that adds a `KEY: value` line to a section as its first line. A section that is not there yet is made: in the
 * innermost one around it that is, or at the end of the text. Undefined where that has no lines of its own (`{ }`, an
 * alias, a value where a section is due).
 *
 * @param section with its dots; '' for the top level, which is added to at the end
 */
export function insertion(text: string, entries: Entry[], section: string, line: string): Edit | undefined {
  const newline = lineBreak(text);
  const parts = section ? section.split('.') : [];
  const known = parts.map((_, i) => entries.find(({ key }) => key === parts.slice(0, i + 1).join('.')));
  const depth = known.findLastIndex(entry => entry !== undefined) + 1;
  const found = known[depth - 1];
  if (found && !hasLines(text, found)) return undefined;
  const at = found ? lineEnd(text, found.nameSpan.end) : text.length;
  const indent = found ? indentInside(text, entries, found) : 0;
  const lines = [...parts.slice(depth).map(name => `${name}:`), line].map(
    (put, i) => ' '.repeat(indent + 2 * i) + put + newline,
  );
  return { span: { start: at, end: at }, text: closing(text, at) + lines.join('') };
}

function hasLines(text: string, { valueSpan, text: value }: Entry): boolean {
  return !valueSpan || (value === undefined && !/[{[*&]/.test(text[valueSpan.start]!));
}

function indentInside(text: string, entries: Entry[], section: Entry): number {
  const column = ({ nameSpan }: Entry) => nameSpan.start - lineStart(text, nameSpan.start);
  const inner = entries.find(({ key, name }) => key === `${section.key}.${name}`);
  return inner ? column(inner) : column(section) + 2;
}

/** What the text needs before a line can be added at `at`, which is behind a line break or at the end. */
function closing(text: string, at: number): string {
  return at === 0 || text[at - 1] === '\n' ? '' : lineBreak(text);
}
