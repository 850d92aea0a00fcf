import type { Value } from './field.js';
import { booleanOf, isNone, numberOf } from './literal.js';

/** A value the way people write it in a config: True, None, 3e-4, [7, 9], 'iso'. */
export function written(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return writtenNumber(value);
  if (typeof value === 'string') return writtenText(value);
  return `[${value.map(item => (typeof item === 'number' ? writtenNumber(item) : writtenText(item))).join(', ')}]`;
}

/** Text as a YAML value: in quotes where anything else could be read into it. */
export function writtenText(text: string): string {
  const isPlain = /^[\p{L}\p{N}_./~-][\p{L}\p{N}_./~ @+=()-]*$/u.test(text) && !/^-|^~$|\s$/.test(text);
  const looksOtherwise = isNone(text) || booleanOf(text) !== undefined || numberOf(text) !== undefined;
  return isPlain && !looksOtherwise ? text : `'${text.replaceAll("'", "''")}'`;
}

function writtenNumber(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value);
}
