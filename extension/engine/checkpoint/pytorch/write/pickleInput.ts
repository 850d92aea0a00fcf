import type { TensorSource } from '../../tensorSource.js';

/**
 * What can be written into a pickle. Arrays become lists, maps dictionaries, and whole numbers Python's `int`; what
 * JavaScript does not tell apart has a wrapper.
 */
export type PickleInput =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly PickleInput[]
  | ReadonlyMap<string | number, PickleInput>
  | Tuple
  | OrderedDictionary
  | Float
  | TensorSource;

/** Python's `tuple`. */
export interface Tuple {
  kind: 'tuple';
  items: readonly PickleInput[];
}

/** `collections.OrderedDict`, as which PyTorch writes the state of a model. */
export interface OrderedDictionary {
  kind: 'ordered';
  items: ReadonlyMap<string, PickleInput>;
}

/** Python's `float`, also where the value is whole. */
export interface Float {
  kind: 'float';
  value: number;
}

export function tuple(...items: PickleInput[]): Tuple {
  return { kind: 'tuple', items };
}

export function ordered(items: ReadonlyMap<string, PickleInput>): OrderedDictionary {
  return { kind: 'ordered', items };
}

export function float(value: number): Float {
  return { kind: 'float', value };
}

/** A dictionary with the properties of an object. */
export function dictionary(entries: Readonly<Record<string, PickleInput>>): Map<string, PickleInput> {
  return new Map(Object.entries(entries));
}
