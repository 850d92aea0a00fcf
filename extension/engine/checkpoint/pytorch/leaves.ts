import { isObject, PickleError, type PickleValue } from './pickleValue.js';

/** Deeper than any config or optimiser, and far from the end of JavaScript's stack. */
const MAX_DEPTH = 100;
/** Shared values are met once for each path to them, of which there can be exponentially many. */
const MAX_VALUES = 500_000;
const MAX_PATH = 2048;
/** Characters of all paths together. */
const MAX_PATHS = 2 ** 26;

/** What pickled modules (`torch.save(model)`) put between the names of a state dictionary. */
const MODULE_PARTS = new Set(['_parameters', '_buffers', '_modules']);

/** A value that holds no others, and where it is: 'optimizer.state.0.exp_avg'. */
export interface Leaf {
  path: string;
  value: PickleValue;
}

/**
 * Everything in dictionaries, lists, and in the attributes of objects, in the order of the file. Lists of plain numbers
 * and texts are leaves. What contains itself is followed once.
 *
 * @throws PickleError where there is no end to it
 */
export function leaves(root: PickleValue): Leaf[] {
  const found: Leaf[] = [];
  const above = new Set<PickleValue>();
  const plainLists = new Map<PickleValue[], boolean>();
  let values = 0;
  let characters = 0;

  const isPlainList = (list: PickleValue[]): boolean => {
    const known = plainLists.get(list) ?? list.every(isPlain);
    plainLists.set(list, known);
    return known;
  };
  const walk = (value: PickleValue, path: string): void => {
    characters += path.length;
    if (++values > MAX_VALUES || characters > MAX_PATHS) throw new PickleError('its pickle holds too many values');
    if (path.length > MAX_PATH) throw new PickleError(`its pickle has names of more than ${MAX_PATH} characters`);
    const children = Array.isArray(value) && isPlainList(value) ? undefined : childrenOf(value);
    if (!children) {
      found.push({ path, value });
      return;
    }
    if (above.has(value)) return;
    if (above.size === MAX_DEPTH) throw new PickleError(`its pickle is nested more than ${MAX_DEPTH} levels deep`);
    above.add(value);
    for (const [key, child] of children) {
      const name = keyText(key);
      walk(child, MODULE_PARTS.has(name) ? path : path ? `${path}.${name}` : name);
    }
    above.delete(value);
  };

  walk(root, '');
  return found;
}

function childrenOf(value: PickleValue): Iterable<[PickleValue, PickleValue]> | undefined {
  if (value instanceof Map) return value;
  if (Array.isArray(value)) return value.entries();
  if (!isObject(value)) return undefined;
  return value.items ?? value.list?.entries() ?? attributes(value.state);
}

/** Objects with slots have a pair: attributes, and those in slots. */
function attributes(state: PickleValue | undefined): Map<PickleValue, PickleValue> | undefined {
  const attributes = Array.isArray(state) ? state[0] : state;
  return attributes instanceof Map ? attributes : undefined;
}

function keyText(key: PickleValue): string {
  return typeof key === 'string' || typeof key === 'number' ? String(key) : '?';
}

/** A number, a text, or nothing. */
export function isPlain(value: PickleValue): value is null | boolean | number | bigint | string {
  return value === null || typeof value !== 'object';
}
