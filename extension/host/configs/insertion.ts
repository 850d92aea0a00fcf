import type { Entry } from './entries.js';
import type { Edit } from './fixes.js';
import { lineBreak, lineEnd, lineStart } from './lines.js';

/**
 * The edit that adds a `KEY: value` line to a section: as its first line, or with a new section at the end of the text.
 * Undefined where the section has no lines of its own (`{ }`, an alias, a value where a section is due).
 *
 * @param section with its dots; '' for the top level, which is added to at the end of the text
 */
export function insertion(text: string, entries: Entry[], section: string, line: string): Edit | undefined {
  const newline = lineBreak(text);
  const found = entries.find(({ key }) => key === section);
  if (found) {
    const isLines = !found.valueSpan || (found.text === undefined && !/[{[*&]/.test(text[found.valueSpan.start]!));
    if (!isLines) return undefined;
    const at = lineEnd(text, found.nameSpan.end);
    const indent = indentInside(text, entries, found);
    return { span: { start: at, end: at }, text: `${closing(text, at)}${' '.repeat(indent)}${line}${newline}` };
  }
  const parts = section ? section.split('.') : [];
  const isInside = parts.some((_, i) => i > 0 && entries.some(({ key }) => key === parts.slice(0, i).join('.')));
  if (isInside) return undefined;
  const opened = parts.map((part, i) => `${'  '.repeat(i)}${part}:${newline}`).join('');
  const at = text.length;
  const body = `${closing(text, at)}${opened}${'  '.repeat(parts.length)}${line}${newline}`;
  return { span: { start: at, end: at }, text: body };
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
