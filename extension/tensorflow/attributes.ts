import type { Pointer } from './capi.js';

/** What an attribute of an op holds; the numbers are those of tfjs's binding. */
export const AttributeType = { STRING: 0, INT: 1, FLOAT: 2, BOOL: 3, TYPE: 4, SHAPE: 5, RESOURCE: 99 } as const;

/** An attribute of an op, as tfjs's kernels pass it. */
export interface Attribute {
  name: string;
  type: number;
  value: boolean | number | object | string | number[];
}

/** The C functions that set attributes, of an eager op or of a graph's operation. */
export interface AttributeSetters {
  type(op: Pointer, name: string, dtype: number): void;
  bool(op: Pointer, name: string, value: number): void;
  int(op: Pointer, name: string, value: number): void;
  intList(op: Pointer, name: string, values: BigInt64Array, count: number): void;
  float(op: Pointer, name: string, value: number): void;
  string(op: Pointer, name: string, value: Uint8Array, bytes: number): void;
  shape(op: Pointer, name: string, dims: BigInt64Array, rank: number): void;
}

/** Sets `attributes` on `op`. Throws for a type that no kernel of tfjs uses. */
export function setAttributes(set: AttributeSetters, op: Pointer, attributes: readonly Attribute[]): void {
  for (const { name, type, value } of attributes) {
    if (type === AttributeType.TYPE) set.type(op, name, value as number);
    else if (type === AttributeType.BOOL) set.bool(op, name, value ? 1 : 0);
    else if (type === AttributeType.FLOAT) set.float(op, name, value as number);
    else if (type === AttributeType.INT && Array.isArray(value)) set.intList(op, name, int64s(value), value.length);
    else if (type === AttributeType.INT) set.int(op, name, value as number);
    else if (type === AttributeType.SHAPE) set.shape(op, name, int64s(value as number[]), (value as number[]).length);
    else if (type === AttributeType.STRING) {
      const bytes = typeof value === 'string' ? Buffer.from(value) : (value as Uint8Array);
      set.string(op, name, bytes, bytes.length);
    } else throw new Error(`TensorFlow: attribute ${name} has the unknown type ${type}.`);
  }
}

/** `values` as 64-bit integers; never empty, so that C always gets an address. */
export function int64s(values: readonly number[]): BigInt64Array {
  const out = new BigInt64Array(Math.max(values.length, 1));
  for (let i = 0; i < values.length; i++) out[i] = BigInt(values[i]!);
  return out;
}

export const typeAttribute = (name: string, value: number): Attribute => ({ name, type: AttributeType.TYPE, value });
export const boolAttribute = (name: string, value: boolean): Attribute => ({ name, type: AttributeType.BOOL, value });
export const shapeAttribute = (name: string, value: number[]): Attribute => ({
  name,
  type: AttributeType.SHAPE,
  value,
});
export const stringAttribute = (name: string, value: string | Uint8Array): Attribute => ({
  name,
  type: AttributeType.STRING,
  value,
});

/**
 * Has XLA compile the function that is called. On the call, for inside a step a mark on the function alone would not keep
 * TensorFlow from inlining it.
 */
export const BY_XLA = [boolAttribute('_XlaMustCompile', true)];
