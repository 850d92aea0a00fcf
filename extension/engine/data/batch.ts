import type { Source } from './source.js';
import { type FieldSpec, lengthOf, type View } from './views/view.js';

/** Some samples. */
export interface Batch {
  /** How many. */
  size: number;
  /** `[size]`: which entry of the source each sample was made of. */
  indices: Uint32Array;
  /** By name, `[size, ...shape]` of its `FieldSpec`, row-major. */
  fields: Record<string, Float32Array>;
}

/** A field whose numbers belong to an entry of the source, whatever the view: its label, for one. */
export interface EntryField extends FieldSpec {
  of(index: number): ArrayLike<number>;
}

/** The labels of a source as the field `labels`; -1 for an image of no class. */
export function labelField({ entries }: Source): EntryField {
  return { name: 'labels', shape: [], of: index => [entries[index]!.label] };
}

/** Memory for a batch. */
export function emptyBatch(size: number, fields: readonly FieldSpec[]): Batch {
  return {
    size,
    indices: new Uint32Array(size),
    fields: Object.fromEntries(fields.map(field => [field.name, new Float32Array(size * lengthOf(field))])),
  };
}

/** Puts a sample of the entry `index` into a slot of a batch. */
export function place(batch: Batch, slot: number, index: number, view: View, ofEntry: readonly EntryField[]): void {
  batch.indices[slot] = index;
  const put = (name: string, values: ArrayLike<number>) => batch.fields[name]!.set(values, slot * values.length);
  for (const [name, values] of Object.entries(view)) put(name, values);
  for (const field of ofEntry) put(field.name, field.of(index));
}

/** A copy of the samples from `first` up to `end`. */
export function sliceOf({ size, fields }: Pick<Batch, 'size' | 'fields'>, first: number, end: number) {
  const slices = Object.entries(fields).map(([name, values]) => {
    const each = values.length / size;
    return [name, values.slice(first * each, end * each)] as const;
  });
  return { size: end - first, fields: Object.fromEntries(slices) };
}

/** The first `size` samples of a batch. */
export function headOf(batch: Batch, size: number): Batch {
  if (size === batch.size) return batch;
  const fields = Object.entries(batch.fields).map(
    ([name, values]) => [name, values.subarray(0, (values.length / batch.size) * size)] as const,
  );
  return { size, indices: batch.indices.subarray(0, size), fields: Object.fromEntries(fields) };
}
