import { flowCursor } from './flowCursor.js';
import { type Cursor, type KeyCursor, valueCursor } from './valueCursor.js';
import { readLine, sectionAround, siblingsOf, withoutComment } from './yamlLine.js';

/** Characters of a line that somebody writes in; reading a line may take the square of them. */
const LONGEST_LINE = 4096;

/** Where in a config the place `offset` of its text lies; undefined in comments and where nothing is to be written. */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const lines = text.split(/\r?\n/);
  const index = text.slice(0, offset).split('\n').length - 1;
  const line = lines[index]!;
  if (line.length > LONGEST_LINE) return undefined;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = line.slice(0, offset - lineStart);
  const after = line.slice(before.length);
  if (withoutComment(before) !== before) return undefined;

  const word = /^(\s*)(\w*)$/.exec(before);
  if (word) return keyCursor(lines, index, word[1]!.length, lineStart, after);
  const item = /^(\s*)-\s+(.*)$/.exec(before);
  if (item) {
    const key = ownerOfItem(lines, index, item[1]!.length);
    return key === undefined ? undefined : valueCursor(key, item[2]!, after, offset, true);
  }
  const entry = /^(\s*)(["']?)([A-Za-z_][\w.-]*)\2\s*:\s+(.*)$/.exec(before);
  const section = entry && sectionAround(lines, index, entry[1]!.length);
  if (!entry || section === undefined) return undefined;
  const key = section ? `${section}.${entry[3]}` : entry[3]!;
  const value = entry[4]!;
  return value.startsWith('{') ? flowCursor(key, value, after, offset) : valueCursor(key, value, after, offset, false);
}

function keyCursor(
  lines: string[],
  index: number,
  indent: number,
  lineStart: number,
  after: string,
): KeyCursor | undefined {
  const section = sectionAround(lines, index, indent);
  const present = siblingsOf(lines, index, indent);
  if (section === undefined || !present) return undefined;
  const start = lineStart + indent;
  const name = /^\w*/.exec(lines[index]!.slice(indent))![0];
  const rest = lines[index]!.slice(indent + name.length);
  const hasColon = /^\s*:/.test(rest);
  // In the middle of something else, such as a value that goes on in a second line.
  if (!hasColon && withoutComment(` ${after.replace(/^\w*/, '')}`).trim()) return undefined;
  return { kind: 'key', section, present, span: { start, end: start + name.length }, hasColon, isFlow: false };
}

/** The key whose list the dash at `index` stands in: it may be indented as the key is. */
function ownerOfItem(lines: string[], index: number, indent: number): string | undefined {
  for (let i = index - 1; i >= 0; i--) {
    const line = readLine(lines[i]!);
    if (line.kind === 'blank' || line.kind === 'item') continue;
    if (line.indent > indent) continue;
    if (line.kind !== 'entry' || line.value) return undefined;
    const section = sectionAround(lines, i, line.indent);
    if (section === undefined) return undefined;
    return section ? `${section}.${line.name}` : line.name;
  }
  return undefined;
}
