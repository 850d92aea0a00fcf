import { excerpt } from './excerpt.js';
import type { Field, Item, Value } from './field.js';
import { nearest } from './nearest.js';

/** Values of a list. */
export const MOST_ITEMS = 100;

/** Why a value of the right type does not fit its key, as one sentence; undefined when it fits. */
export function valueProblem(key: string, field: Field, value: Value): string | undefined {
  if (value === null) return undefined;
  const items = Array.isArray(value) ? value : [value];
  for (const item of items) {
    const message = typeof item === 'string' ? wordProblem(key, field, item) : undefined;
    if (message) return message;
    if (typeof item === 'number' && !inBounds(item, field.item)) {
      return `${key} must be ${wanted(field)}, not ${Array.isArray(value) ? listText(value) : item}.`;
    }
  }
  return Array.isArray(value) ? listProblem(key, field, value) : undefined;
}

/** What a key wants, to be put after 'must be': 'a whole number of at least 1'. */
export function wanted(field: Field): string {
  const { item, list } = field;
  const one = list ? listWanted(item, list) : scalarWanted(item);
  return field.nullable ? `${one}, or None` : one;
}

function listWanted(item: Item, list: NonNullable<Field['list']>): string {
  const bounds = boundsOf(item).map(bound => `, each ${bound}`);
  if (list.length)
    return `two numbers such as [0.2, 3]${list.ascending ? ', the lower one first' : ''}${bounds.join('')}`;
  const name = { integer: 'whole numbers such as [3, 5]', number: 'numbers such as [0.2, 3]' };
  if (item.type === 'integer' || item.type === 'number') {
    return `a list of ${item.odd ? 'odd ' : ''}${name[item.type]}${bounds.join('')}`;
  }
  return item.choices ? `a list of ${eitherOf(item.choices)}` : "a list of texts such as ['base.yaml']";
}

function scalarWanted(item: Item): string {
  if (item.min !== undefined && item.min === item.max) return String(item.min);
  if (item.type === 'boolean') return 'True or False';
  if (item.choices) return eitherOf(item.choices);
  if (item.type === 'text') return 'text (in quotes if it looks like a number or a word of YAML)';
  return [item.type === 'integer' ? 'a whole number' : 'a number', ...boundsOf(item)].join(' ');
}

/** 'a', 'b' or 'c' */
function eitherOf(words: readonly string[]): string {
  const quoted = words.map(word => `'${word}'`);
  const last = quoted.pop()!;
  return quoted.length ? `${quoted.join(', ')} or ${last}` : last;
}

function boundsOf({ min, max, above, below }: Item): string[] {
  const bounds = [
    min !== undefined && `of at least ${min}`,
    above !== undefined && `above ${above}`,
    max !== undefined && `at most ${max}`,
    below !== undefined && `below ${below}`,
  ].filter(bound => bound !== false);
  return bounds.length ? [bounds.join(' and ')] : [];
}

function inBounds(value: number, { type, min, max, above, below, odd }: Item): boolean {
  return (
    Number.isFinite(value) &&
    (type !== 'integer' || Number.isSafeInteger(value)) &&
    value >= (min ?? -Infinity) &&
    value <= (max ?? Infinity) &&
    value > (above ?? -Infinity) &&
    value < (below ?? Infinity) &&
    (!odd || Math.abs(value % 2) === 1)
  );
}

function wordProblem(key: string, field: Field, word: string): string | undefined {
  const { item } = field;
  if (item.isFolderName && !staysInside(word)) {
    return `${key} must name a folder below the output, such as 'first' or 'vit/first', not '${excerpt(word)}'.`;
  }
  if (!item.choices || item.choices.includes(word)) return undefined;
  const meant = nearest(word, item.choices.filter(Boolean));
  return `${key} must be ${wanted(field)}, not '${excerpt(word)}'${meant && item.choices.length > 1 ? `; did you mean '${meant}'?` : '.'}`;
}

/** Whether a name leads to a folder below the one it is joined to, on every system. */
function staysInside(name: string): boolean {
  const parts = name.split(/[/\\]/);
  const isPart = (part: string) => part !== '..' && Buffer.byteLength(part) <= 255;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: file names have none.
  return parts.every(isPart) && !/^([/\\]|[A-Za-z]:)|[\x00-\x1f\x7f]/.test(name);
}

function listProblem(key: string, field: Field, value: number[] | string[]): string | undefined {
  const { length, ascending } = field.list!;
  if (value.length > MOST_ITEMS) return `${key} must have at most ${MOST_ITEMS} values; leave some out.`;
  const wrongLength = length !== undefined && value.length !== length;
  const descending = ascending && value[0]! > value[1]!;
  return wrongLength || descending ? `${key} must be ${wanted(field)}, not ${listText(value)}.` : undefined;
}

function listText(value: number[] | string[]): string {
  return `[${excerpt(value.join(', '))}]`;
}
