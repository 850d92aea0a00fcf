import { type Cursor, valueCursor } from './valueCursor.js';

/**
 * The cursor inside `KEY: { ... }` on one line.
 *
 * @param key the section that the outermost brace opens
 * @param value what stands before the cursor, from that brace on; `after` the rest of the line
 */
export function flowCursor(key: string, value: string, after: string, offset: number): Cursor | undefined {
  const { levels, piece } = read(key, value);
  const level = levels.at(-1);
  if (!level) return undefined;
  const entry = /^\s*(["']?)(\w+)\1\s*:\s+(.*)$/.exec(piece);
  if (entry) return valueCursor(`${level.section}.${entry[2]}`, entry[3]!, after, offset, false);
  const word = /^\s*(\w*)$/.exec(piece)?.[1];
  if (word === undefined) return undefined;
  const rest = /^\w*/.exec(after)![0];
  const behind = after.slice(rest.length);
  const present = [...level.names, ...Array.from(behind.matchAll(/(\w+)\s*:/g), match => match[1]!)];
  const span = { start: offset - word.length, end: offset + rest.length };
  return { kind: 'key', section: level.section, present, span, hasColon: /^\s*:/.test(behind), isFlow: true };
}

interface Level {
  section: string;
  names: string[];
}

/** The braces that are open at the end of the text, and what stands there since the last comma or brace. */
function read(key: string, value: string): { levels: Level[]; piece: string } {
  const levels: Level[] = [];
  let start = 0;
  let brackets = 0;
  let quote = '';
  for (let i = 0; i < value.length; i++) {
    const char = value[i]!;
    const level = levels.at(-1);
    if (quote) {
      if (char === quote) quote = '';
    } else if (/["']/.test(char)) {
      quote = char;
    } else if (char === '{') {
      const name = /(\w+)["']?\s*:\s*$/.exec(value.slice(start, i))?.[1];
      levels.push({ section: level ? `${level.section}.${name}` : key, names: [] });
      start = i + 1;
    } else if (char === '}') {
      levels.pop();
      start = i + 1;
    } else if (/[[(]/.test(char)) {
      brackets++;
    } else if (/[\])]/.test(char)) {
      brackets--;
    } else if (char === ',' && brackets === 0) {
      start = i + 1;
    } else if (char === ':' && brackets === 0) {
      const name = /(\w+)["']?\s*$/.exec(value.slice(start, i))?.[1];
      if (name) level?.names.push(name);
    }
  }
  return { levels, piece: value.slice(start) };
}
