import { isPlain, leaves } from './leaves.js';
import { isGlobal, isObject, type PickleValue } from './pickleValue.js';
import { isStorage, isTensor } from './storedTensor.js';

const MAX_ENTRIES = 2000;
const MAX_TEXT = 200;
/** Of a list inside of another value, such as a shape. */
const MAX_PARTS = 8;
/** The optimiser counts its steps for every parameter; the first says it. */
const OTHER_PARAMETERS = /(^|\.)state\.[1-9]\d*\./;

/**
 * Everything in a file of PyTorch that is no tensor, by its path, as people read it: 'epoch', 'config.DATA.IMG_SIZE'. What
 * stands at the top comes first. Objects that are not known are shown by their names.
 */
export function torchMetadata(values: PickleValue): [path: string, text: string][] {
  const others = leaves(values).filter(({ path, value }) => !isTensor(value) && !OTHER_PARAMETERS.test(path));
  const isNested = ({ path }: { path: string }) => path.includes('.');
  const ordered = [...others.filter(leaf => !isNested(leaf)), ...others.filter(isNested)];
  return ordered.slice(0, MAX_ENTRIES).map(({ path, value }) => [path, shortened(textOf(value))]);
}

function textOf(value: PickleValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.slice(0, MAX_TEXT).map(textOfPart).join(', ');
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (value instanceof Set) return firstOf(value).map(textOfPart).join(', ');
  if (isGlobal(value)) return value.name;
  if (isObject(value)) return `${value.name}(${value.args.slice(0, MAX_TEXT).map(textOfPart).join(', ')})`;
  return isStorage(value) ? `torch.${value.type}` : '…';
}

/** As many as can be shown; copying all of a large set for each path to it could take for ever. */
function firstOf(values: Set<PickleValue>): PickleValue[] {
  const first: PickleValue[] = [];
  for (const value of values) if (first.push(value) === MAX_TEXT) break;
  return first;
}

/** Inside of another value only what is short is written out. */
function textOfPart(value: PickleValue): string {
  if (isPlain(value) || isGlobal(value) || isStorage(value)) return textOf(value).slice(0, MAX_TEXT);
  return Array.isArray(value) && value.length <= MAX_PARTS && value.every(isPlain) ? `[${textOf(value)}]` : '…';
}

function shortened(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}
