/**
 * One line of a block-style YAML text, read by itself: while somebody types, the text as a whole is seldom valid, but
 * the lines around the cursor say where it stands.
 */
export type YamlLine =
  | { kind: 'blank' }
  | { kind: 'entry'; indent: number; name: string; value: string }
  | { kind: 'item'; indent: number }
  | { kind: 'other'; indent: number };

/** Reads a line; comments count as blank, and as no part of a value. */
export function readLine(line: string): YamlLine {
  const indent = line.length - line.trimStart().length;
  const content = withoutComment(line).trim();
  if (!content) return { kind: 'blank' };
  if (/^-(\s|$)/.test(content)) return { kind: 'item', indent };
  const entry = /^(["']?)([A-Za-z_][\w.-]*)\1\s*:(?:\s+(.*))?$/.exec(content);
  return entry ? { kind: 'entry', indent, name: entry[2]!, value: entry[3] ?? '' } : { kind: 'other', indent };
}

/** The line up to its comment, if it has one. */
export function withoutComment(line: string): string {
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const [before, char] = [line[i - 1] ?? ' ', line[i]!];
    if (quote) {
      if (char === quote) quote = '';
    } else if (char === '#' && /\s/.test(before)) {
      return line.slice(0, i);
    } else if (/["']/.test(char) && /[\s[{(,:]/.test(before)) {
      quote = char;
    }
  }
  return line;
}

/**
 * The section, with its dots, that a line of this indentation belongs to if it stands at `index`; '' at the top level,
 * undefined where YAML allows no further key.
 */
export function sectionAround(lines: string[], index: number, indent: number): string | undefined {
  const names: string[] = [];
  let limit = indent;
  for (let i = index - 1; i >= 0 && limit > 0; i--) {
    const line = readLine(lines[i]!);
    if (line.kind === 'blank' || line.indent >= limit) continue;
    // An anchor may stand between a section's name and its keys.
    if (line.kind !== 'entry' || !/^(&\S+)?$/.test(line.value)) return undefined;
    names.unshift(line.name);
    limit = line.indent;
  }
  return names.join('.');
}

/** The keys of a section beside the line at `index`; undefined when they are indented otherwise than it is. */
export function siblingsOf(lines: string[], index: number, indent: number): string[] | undefined {
  const names: string[] = [];
  let deeper = false;
  for (const step of [-1, 1]) {
    for (let i = index + step; i >= 0 && i < lines.length; i += step) {
      const line = readLine(lines[i]!);
      if (line.kind === 'blank') continue;
      if (line.indent < indent) break;
      if (line.indent > indent) deeper = true;
      else if (line.kind === 'entry') names.push(line.name);
    }
  }
  return names.length === 0 && deeper ? undefined : names;
}
