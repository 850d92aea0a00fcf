import type { Field } from '../../../engine/config/field.js';
import { isField } from '../../../engine/config/keyTree.js';
import type { Settings } from '../../../engine/config/parse.js';
import { written } from '../../../engine/config/written.js';
import { type Inherited, inheritedAt } from '../help/inherited.js';
import { nodeAt } from '../help/keyHelp.js';
import type { KeyCursor, ValueCursor } from './valueCursor.js';

/** Something that may be written at the cursor, in the place of what is there. */
export interface Suggestion {
  kind: 'key' | 'section' | 'value' | 'file' | 'folder';
  label: string;
  /** In the syntax of VS Code's snippets. */
  snippet: string;
  /** The key, or the section, that help is available on. */
  key?: string;
  isDefault?: boolean;
  /** What a file of BASE says of the key; of a value, that it says this one. */
  inherited?: Inherited;
  /** It is what counts while nothing is written. */
  preselect?: boolean;
  /** What is typed to find it, where that is not the label. */
  filter?: string;
  /** There is something to choose at the place where the cursor then is. */
  goesOn?: boolean;
}

/**
 * The keys that the cursor's section does not have yet, in the order of the schema, each with the value that counts
 * without it, to be typed over: what the files of BASE say, or the default.
 */
export function keySuggestions({ section, present, hasColon, isFlow }: KeyCursor, inherited?: Settings): Suggestion[] {
  const node = nodeAt(section);
  if (!node || isField(node)) return [];
  return Object.entries(node)
    .filter(([name]) => !present.includes(name))
    .map(([name, inner]) => {
      const key = section ? `${section}.${name}` : name;
      const kind = isField(inner) ? 'key' : 'section';
      if (hasColon) return { kind, label: name, snippet: name, key };
      if (isField(inner)) {
        const goesOn = Boolean(inner.path) || key === 'BASE';
        const set = inherited && inheritedAt(key, inherited);
        const snippet = `${name}: ${placeholder(key, inner, set?.word ?? written(inner.default))}`;
        return { kind, label: name, snippet, key, goesOn, inherited: set };
      }
      const opened = isFlow ? `${name}: {$0}` : `${name}:\n  $0`;
      return { kind, label: name, snippet: opened, key, goesOn: true };
    });
}

/** The values that the cursor's key can be known to take, what it inherits among them; those of paths come from the disk. */
export function valueSuggestions({ key, quote, isItem }: ValueCursor, inherited?: Settings): Suggestion[] {
  const field = nodeAt(key);
  if (!field || !isField(field)) return [];
  const isWhole = !field.list || !isItem;
  const usual = written(field.default);
  const set = inherited && isWhole && !field.path && key !== 'BASE' ? inheritedAt(key, inherited) : undefined;
  const words = isWhole ? wholeValues(field) : (field.item.choices ?? []).map(word => written(word));
  if (set && !words.includes(set.word)) words.unshift(set.word);
  if (isWhole && !words.includes(usual) && !field.path && key !== 'BASE') words.push(usual);
  return words.map(word => {
    const text = quote && !/^['"[]/.test(word) ? `${quote}${word}${quote}` : word;
    const isDefault = isWhole && word === usual;
    const isInherited = word === set?.word;
    const marks = { isDefault, inherited: isInherited ? set : undefined, preselect: set ? isInherited : isDefault };
    return { kind: 'value', label: word, snippet: escaped(text), filter: text, ...marks };
  });
}

/** The words that a key takes as its whole value. */
function wholeValues({ item, list, nullable }: Field): string[] {
  const choices = list ? [] : (item.choices ?? []).map(word => written(word));
  const words = item.type === 'boolean' ? ['True', 'False'] : choices;
  return nullable ? [...words, 'None'] : words;
}

/** Where the value goes: a choice, or what is usual, selected to be typed over. */
function placeholder(key: string, field: Field, usual: string): string {
  if (key === 'BASE') return "['$1']";
  if (field.path) return '$1';
  const words = wholeValues(field);
  if (words.length < 2 || !words.includes(usual)) return `\${1:${escaped(usual)}}`;
  const choices = [usual, ...words.filter(word => word !== usual)].map(word => escaped(word).replace(/[,|]/g, '\\$&'));
  return `\${1|${choices.join(',')}|}`;
}

/** Text as a snippet that inserts it unchanged. */
export function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
