import { cosine } from '../inspect/features/cosine.js';

/** A row of a bank, and how similar it is to what was asked for. */
export interface NearRow {
  row: number;
  /** Cosine similarity in [-1, 1]. */
  similarity: number;
}

/**
 * The `count` rows of a bank with the greatest cosine to a query, the nearest first; of equal ones the first.
 *
 * @param bank `values`: `[rows, width]`
 * @param query `[width]`
 * @param isWanted leaves rows out, such as the query itself
 */
export function nearestRows(
  { values, width }: { values: Float32Array; width: number },
  query: Float32Array,
  count: number,
  isWanted: (row: number) => boolean,
): NearRow[] {
  const rows = Array.from({ length: values.length / width }, (_, row) => row).filter(isWanted);
  return rows
    .map(row => ({ row, similarity: cosine(values.subarray(row * width, (row + 1) * width), query) }))
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, count);
}
