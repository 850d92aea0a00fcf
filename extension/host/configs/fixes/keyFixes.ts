import { isField } from '../../../engine/config/keyTree.js';
import { editDistance, nearest } from '../../../engine/config/nearest.js';
import { fields } from '../../../engine/config/schema.js';
import { nodeAt } from '../help/keyHelp.js';
import type { Entry } from '../text/entries.js';
import { insertion } from '../text/insertion.js';
import { removal, startsLine } from '../text/lines.js';
import type { Fix } from './fixes.js';

/** More places than this for one name are no help. */
const MOST_PLACES = 4;

/** What an unknown key was probably meant to be: another name of its section, or the same name in another section. */
export function keyFixes(text: string, entries: Entry[], entry: Entry): Fix[] {
  const section = entry.key.slice(0, -entry.name.length - 1);
  const siblings = nodeAt(section);
  const present = entries.filter(({ key, name }) => key === (section ? `${section}.${name}` : name));
  const names = siblings && !isField(siblings) ? Object.keys(siblings) : [];
  const free = names.filter(name => !present.some(other => other.name === name));
  const meant = nearest(entry.name, free);
  const homes = [...fields.keys()].filter(key => lastPart(key) === entry.name).map(sectionOf);
  const moves = homes.slice(0, MOST_PLACES).flatMap(home => moved(text, entries, entry, home));
  const isTypingMistake = meant !== undefined && editDistance(entry.name.toUpperCase(), meant) <= 2;
  const renames: Fix[] = meant ? [{ kind: 'rename', to: meant, edits: [{ span: entry.nameSpan, text: meant }] }] : [];
  // A name that exists elsewhere letter by letter was meant to stand there, unless the right one is as near.
  const [first, second] = moves.length > 0 && !isTypingMistake ? [moves, renames] : [renames, moves];
  return [...first, ...second].map((fix, i) => ({ ...fix, isPreferred: i === 0 && first.length === 1 }));
}

/** The entry taken from where it is and written into another section. */
function moved(text: string, entries: Entry[], entry: Entry, home: string): Fix[] {
  const isThere = entries.some(({ key }) => key === (home ? `${home}.${entry.name}` : entry.name));
  const line = text.slice(entry.span.start, entry.span.end);
  if (isThere || line.includes('\n') || !startsLine(text, entry)) return [];
  const target = insertion(text, entries, home, line);
  return target ? [{ kind: 'move', to: home, edits: [{ span: removal(text, entry), text: '' }, target] }] : [];
}

function sectionOf(key: string): string {
  return key.includes('.') ? key.slice(0, key.lastIndexOf('.')) : '';
}

function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1);
}
