/** Anything a configuration key can hold. */
export type Value = number | boolean | string | null | number[] | string[];

/** Two numbers, such as the ends of a range. */
export type Pair = [number, number];

/** What a path leads to. */
export type PathKind = 'folder' | 'checkpoint' | 'json';

/** What the rest of a configuration must be like for a key to count there: one condition, or any of several. */
export type Where = Condition | { readonly anyOf: readonly Condition[] };

export type Condition =
  /** A task of DATA.TASKS, or DATA.FILTER_TYPE. */
  | { readonly task: string }
  | { readonly key: string; readonly is: Value }
  | { readonly key: string; readonly isNot: Value }
  | { readonly key: string; readonly isOneOf: readonly string[] }
  | { readonly key: string; readonly isNoneOf: readonly string[] }
  /** A list that has one of these. */
  | { readonly key: string; readonly has: readonly string[] };

/** What one value (or each item of a list) may be. */
export interface Item {
  type: 'integer' | 'number' | 'boolean' | 'text';
  /** Inclusive bounds of a number. */
  min?: number;
  max?: number;
  /** Exclusive bounds of a number. */
  above?: number;
  below?: number;
  /** A whole number must be odd. */
  odd?: boolean;
  /** The only texts that are allowed. */
  choices?: readonly string[];
  /** The text becomes a part of a path: folders below the one at hand. */
  isFolderName?: boolean;
}

/** One key of the configuration: everything that types, checks, JSON Schema and hovers need to know. */
export interface Field<T extends Value = Value> {
  readonly default: T;
  readonly item: Item;
  /** The value is a list of `item`s. */
  readonly list?: { length?: number; ascending?: boolean };
  /** `None` is allowed. */
  readonly nullable: boolean;
  /** What the text is the path of: relative to the file that sets it, or to the working directory in an override. */
  readonly path?: PathKind;
  /** What the key means, in one or two sentences. */
  readonly description: string;
  /** 'pixels', 'epochs', ... */
  readonly unit?: string;
  /** The value that the paper's pre-training uses, where it is known and differs or deserves saying. */
  readonly paper?: string;
  /** Where the key counts, if not everywhere: all of it must be so. Elsewhere nothing reads it. */
  readonly where?: readonly Where[];
  /** Why the key changes nothing in this program, which still accepts it. */
  readonly ignored?: string;
  /** Why no training starts with another value than the default, and what to do. */
  readonly refusal?: string;
}

type About = Pick<Field, 'description' | 'unit' | 'paper' | 'where' | 'ignored' | 'refusal'>;
type Bounds = Pick<Item, 'min' | 'max' | 'above' | 'below' | 'odd'>;

/** A whole number. */
export function integer(value: number, about: About & Bounds): Field<number> {
  return field(value, 'integer', about);
}

/** A real number. */
export function number(value: number, about: About & Bounds): Field<number> {
  return field(value, 'number', about);
}

/** A real number, or None. */
export function numberOrNone(value: number | null, about: About & Bounds): Field<number | null> {
  return { ...field<number | null>(value, 'number', about), nullable: true };
}

/** True or False. */
export function boolean(value: boolean, about: About): Field<boolean> {
  return field(value, 'boolean', about);
}

/** Free text. */
export function text(value: string, about: About): Field<string> {
  return field(value, 'text', about);
}

/** A text that becomes a part of a path, such as 'first' or 'vit/first'. */
export function folderName(value: string, about: About): Field<string> {
  const made = field(value, 'text', about);
  return { ...made, item: { ...made.item, isFolderName: true } };
}

/** The path of a file or folder; '' for none. */
export function path(kind: PathKind, about: About): Field<string> {
  return { ...field('', 'text', about), path: kind };
}

/** One of a few words. */
export function choice<T extends string>(value: NoInfer<T>, choices: readonly T[], about: About): Field<T> {
  const made = field<T>(value, 'text', about);
  return { ...made, item: { ...made.item, choices } };
}

/** A list of whole numbers. */
export function integers(value: number[], about: About & Bounds): Field<number[]> {
  return { ...field(value, 'integer', about), list: {} };
}

/** A list of real numbers. */
export function numbers(value: number[], about: About & Bounds): Field<number[]> {
  return { ...field(value, 'number', about), list: {} };
}

/** A list of free texts. */
export function texts(value: string[], about: About): Field<string[]> {
  return { ...field(value, 'text', about), list: {} };
}

/** A list of words out of a few. */
export function choices<T extends string>(value: NoInfer<T>[], allowed: readonly T[], about: About): Field<T[]> {
  const made = field<T[]>(value, 'text', about);
  return { ...made, item: { ...made.item, choices: allowed }, list: {} };
}

/** Two numbers in any order. */
export function pair(value: Pair, about: About & Bounds): Field<Pair> {
  return { ...field(value, 'number', about), list: { length: 2 } };
}

/** The two ends of a range, the lower first. */
export function range(value: Pair, about: About & Bounds): Field<Pair> {
  return { ...field(value, 'number', about), list: { length: 2, ascending: true } };
}

/** The two ends of a range, or None. */
export function rangeOrNone(value: Pair | null, about: About & Bounds): Field<Pair | null> {
  return { ...field<Pair | null>(value, 'number', about), list: { length: 2, ascending: true }, nullable: true };
}

function field<T extends Value>(value: T, type: Item['type'], about: About & Bounds): Field<T> {
  const { description, unit, paper, where, ignored, refusal, min, max, above, below, odd } = about;
  const item: Item = { type, min, max, above, below, odd };
  return { default: value, item, nullable: false, description, unit, paper, where, ignored, refusal };
}
