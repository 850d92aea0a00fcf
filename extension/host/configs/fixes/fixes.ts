import type { ProblemCode } from '../../../engine/config/problem.js';
import { contains, type Entry } from '../text/entries.js';
import type { Edit } from '../text/insertion.js';
import { removal } from '../text/lines.js';
import { keyFixes } from './keyFixes.js';
import { valueFixes } from './valueFixes.js';

/** A change of the text that would make a problem go away. */
export interface Fix {
  /** What happens: another name or value, a key that goes where it belongs, a key less, spaces for tabs. */
  kind: 'rename' | 'replace' | 'move' | 'remove' | 'untab';
  /** The new name or value, the section that a key goes to, or the key that goes. */
  to: string;
  /** It is most probably what was meant. */
  isPreferred?: boolean;
  edits: Edit[];
}

/** A problem of a config, as far as a remedy depends on it. */
export interface Fixable {
  code: ProblemCode;
  key?: string;
  /** Where it stands, in characters from the start of the text. */
  start: number;
}

/** What can be done about a problem, the best first. */
export function fixesOf(text: string, entries: Entry[], { code, key, start }: Fixable): Fix[] {
  const named = entries.find(entry => entry.nameSpan.start === start);
  const valued = entries.find(entry => entry.key === key && entry.valueSpan && contains(entry.valueSpan, start));
  switch (code) {
    case 'unknown-key':
      return named ? [...keyFixes(text, entries, named), removed(text, named)] : [];
    case 'duplicate-key':
      return named ? [{ ...removed(text, named), isPreferred: true }] : [];
    case 'no-effect':
    case 'refused':
      return valued ? [removed(text, valued)] : [];
    case 'value':
      return valued ? valueFixes(valued) : [];
    case 'yaml':
      return tabFixes(text);
    default:
      return [];
  }
}

function removed(text: string, entry: Entry): Fix {
  return { kind: 'remove', to: entry.key, edits: [{ span: removal(text, entry), text: '' }] };
}

/** YAML forbids tabs where they are most easily typed. */
function tabFixes(text: string): Fix[] {
  const edits = Array.from(text.matchAll(/^[ ]*\t[ \t]*/gm), match => ({
    span: { start: match.index, end: match.index + match[0].length },
    text: match[0].replaceAll('\t', '  '),
  }));
  return edits.length ? [{ kind: 'untab', to: '', isPreferred: true, edits }] : [];
}
