import type { Value } from './field.js';

/** A value as the paper's files write it. */
export function valueText(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  return value === '' ? "''" : String(value);
}
