import { nearest } from './nearest.js';
import { fields } from './schema.js';

/**
 * What to say about a key that does not exist, with the known one that was probably meant. What does not look like a key is
 * not repeated: a file that BASE names by mistake may be of any kind.
 */
export function unknownKey(key: string): string {
  const meant = nearest(key, knownNames);
  const name = looksLikeKey(key) ? key : 'this';
  return meant
    ? `${name} is not a known key; did you mean ${meant}?`
    : `${name} is not a known key; remove it or check its spelling.`;
}

/** Whether a word could have been meant as a name of this program's. */
export function looksLikeKey(word: string): boolean {
  return /^[A-Za-z_][\w.-]{0,63}$/.test(word);
}

/** All keys, and the sections above them. */
const knownNames: ReadonlySet<string> = new Set([...fields.keys()].flatMap(withSections));

function withSections(key: string): string[] {
  const dot = key.lastIndexOf('.');
  return dot < 0 ? [key] : [key, ...withSections(key.slice(0, dot))];
}
