import type { Storage, StoredTensor } from './storedTensor.js';

/**
 * What a pickle describes, as data. Lists and tuples are arrays, dictionaries maps. Values may be shared and may contain
 * themselves, so whoever walks through them needs a bound (`leaves`).
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | Set<PickleValue>
  | PickleGlobal
  | PickleObject
  | Storage
  | StoredTensor;

/** A class or function by its name in Python: 'torch.FloatStorage'. Only ever a name. */
export interface PickleGlobal {
  kind: 'global';
  name: string;
}

/** What Python would make by calling `name`. Nothing is called: the parts are kept as they are written. */
export interface PickleObject {
  kind: 'object';
  name: string;
  args: PickleValue[];
  /** Its attributes, as given to `__setstate__`. */
  state?: PickleValue;
  /** What was put into it as into a dictionary (yacs.config.CfgNode), or a list. */
  items?: Map<PickleValue, PickleValue>;
  list?: PickleValue[];
}

/** A pickle that says something impossible. The message is the middle of a sentence. */
export class PickleError extends Error {}

/** A pickle that goes on behind the bytes at hand. */
export class PickleEndsError extends PickleError {
  constructor() {
    super('its pickle ends too early');
  }
}

export function isGlobal(value: PickleValue | undefined): value is PickleGlobal {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'global';
}

export function isObject(value: PickleValue | undefined): value is PickleObject {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'object';
}

/** A dictionary, of whatever class. */
export type Dictionary = Map<PickleValue, PickleValue>;

/** A value as a dictionary: a plain one, or an object that is one (yacs.config.CfgNode). */
export function dictionaryOf(value: PickleValue | undefined): Dictionary | undefined {
  if (value instanceof Map) return value;
  return isObject(value) ? value.items : undefined;
}

/** An entry of a plain dictionary. */
export function entryOf(value: PickleValue | undefined, key: PickleValue): PickleValue | undefined {
  return value instanceof Map ? value.get(key) : undefined;
}
