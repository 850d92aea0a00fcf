import type { Raw, RawScalar } from './document.js';
import { excerpt } from './excerpt.js';
import type { Field, Value } from './field.js';
import { booleanOf, isNone, isWhole, itemsOf, numberOf } from './literal.js';
import type { Place } from './problem.js';
import { valueProblem, wanted } from './value.js';

type Scalar = number | boolean | string;

/** A value, or why there is none. */
export type Reading = { value: Value } | { message: string; place: Place };

/**
 * Reads what was written for a key the way the key wants it: a tuple is a list, a whole number does for a real one, `None`
 * is allowed where it means something, and everything else of another type is refused.
 */
export function readValue(key: string, field: Field, raw: Raw): Reading {
  const value = field.nullable && isNothing(raw) ? null : field.list ? listOf(field, raw) : scalarOf(field, raw);
  if (value === undefined) {
    return { message: `${key} must be ${wanted(field)}, not ${written(raw)}.`, place: raw.place };
  }
  const message = valueProblem(key, field, value);
  return message ? { message, place: raw.place } : { value };
}

function isNothing(raw: Raw): boolean {
  return raw.kind === 'scalar' && isNone(raw.text);
}

function listOf(field: Field, raw: Raw): number[] | string[] | undefined {
  const items = raw.kind === 'list' ? raw.items : raw.kind === 'scalar' ? tupleOf(raw) : undefined;
  const values = items?.map(item => scalarOf(field, item));
  return values?.every(value => value !== undefined) ? (values as number[] | string[]) : undefined;
}

function tupleOf(raw: RawScalar): RawScalar[] | undefined {
  return itemsOf(raw.text.trim())?.map(text => ({ ...raw, text, plain: false }));
}

function scalarOf(field: Field, raw: Raw): Scalar | undefined {
  if (raw.kind !== 'scalar') return undefined;
  switch (field.item.type) {
    case 'integer':
      return isWhole(raw.text) ? numberOf(raw.text) : undefined;
    case 'number':
      return numberOf(raw.text);
    case 'boolean':
      return booleanOf(raw.text);
    case 'text':
      return raw.plain && looksOtherwise(raw.text) ? undefined : raw.text;
  }
}

/** Without quotes, `100`, `True` and `None` are no texts for any reader of YAML. */
function looksOtherwise(text: string): boolean {
  return isNone(text) || booleanOf(text) !== undefined || numberOf(text) !== undefined;
}

function written(raw: Raw): string {
  if (raw.kind === 'map') return 'a section';
  if (raw.kind === 'list') return `[${excerpt(raw.items.map(written).join(', '))}]`;
  if (raw.text === '' && raw.plain) return 'empty';
  return raw.plain ? excerpt(raw.text) : `'${excerpt(raw.text)}'`;
}
