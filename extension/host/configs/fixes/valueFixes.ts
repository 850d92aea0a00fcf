import { isField } from '../../../engine/config/keyTree.js';
import { isWhole, numberOf } from '../../../engine/config/literal.js';
import { nearest } from '../../../engine/config/nearest.js';
import { written } from '../../../engine/config/written.js';
import { nodeAt } from '../help/keyHelp.js';
import type { Entry, Span } from '../text/entries.js';
import type { Fix } from './fixes.js';

/** Values that a value was probably meant to be. */
export function valueFixes(entry: Entry): Fix[] {
  const field = nodeAt(entry.key);
  if (!field || !isField(field) || !entry.valueSpan) return [];
  const { item, list } = field;
  const words = item.type === 'boolean' ? ['True', 'False'] : (item.choices ?? []).filter(Boolean);
  if (list && entry.text !== undefined && !/^[[(]/.test(entry.text)) return [listed(entry.text, entry.valueSpan)];
  if (list)
    return entry.items.filter(({ text }) => words.length && !words.includes(text)).flatMap(item => choose(item, words));
  if (entry.text === undefined) return [];
  const single = { text: entry.text, span: entry.valueSpan };
  if (words.length) return choose(single, words);
  if (item.type === 'integer') return rounded(single);
  return item.type === 'text' ? [replaced(single.span, `'${entry.text}'`, true)] : [];
}

/** The nearest of the words, or all of them where none is near. */
function choose({ text, span }: { text: string; span: Span }, words: readonly string[]): Fix[] {
  const meant = nearest(text, words);
  if (meant || words.length === 1) return [replaced(span, meant ?? words[0]!, true)];
  return words.map(word => replaced(span, word, false));
}

/** A whole number that is written as a real one. */
function rounded({ text, span }: { text: string; span: Span }): Fix[] {
  const number = numberOf(text);
  return number !== undefined && !isWhole(text) && Number.isSafeInteger(number)
    ? [replaced(span, String(number), true)]
    : [];
}

function listed(text: string, span: Span): Fix {
  const value = numberOf(text) === undefined ? written([text]) : `[${text}]`;
  return replaced(span, value, true);
}

function replaced(span: Span, text: string, isPreferred: boolean): Fix {
  return { kind: 'replace', to: text, isPreferred, edits: [{ span, text }] };
}
