/** A column of a table. */
export interface Column {
  id: string;
  label: string;
  /** Right-aligned, in figures of equal width. */
  numeric?: boolean;
  /** A track of a CSS grid; without it, an equal share of what is left. */
  width?: string;
}

/** Where a row stands in a table that is a tree. */
export interface Twig {
  /** How deep it lies, from 1. */
  level: number;
  /** Whether what lies in it is shown; undefined where nothing does. */
  open?: boolean;
}

/** By which column rows are in order, and whether the largest come first. */
export interface Sort {
  column: string;
  descending: boolean;
}

/** What a cell holds. */
export type CellValue = string | number | undefined;

/** Rows in the order of their values; what has no value comes last either way. Equal ones stay as they were. */
export function sorted<T>(rows: readonly T[], of: (row: T) => CellValue, descending: boolean): T[] {
  const sign = descending ? -1 : 1;
  const keyed = rows.map(row => ({ row, value: of(row) }));
  keyed.sort((a, b) => {
    const missing = Number(isMissing(a.value)) - Number(isMissing(b.value));
    return missing || (isMissing(a.value) ? 0 : sign * compare(a.value!, b.value!));
  });
  return keyed.map(({ row }) => row);
}

function isMissing(value: CellValue): boolean {
  return value === undefined || value === '' || Number.isNaN(value);
}

/** Numbers in names count as numbers: block 2 comes before block 10. */
const names = new Intl.Collator(undefined, { numeric: true });

function compare(a: string | number, b: string | number): number {
  if (typeof a !== 'number' || typeof b !== 'number') return names.compare(String(a), String(b));
  return a < b ? -1 : Number(a > b);
}

/** The rows that are rendered, from `first` up to `end`: those in sight and some around them. */
export function renderedRows(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
): { first: number; end: number } {
  const around = 8;
  const first = Math.max(0, Math.min(Math.floor(scrollTop / rowHeight), count) - around);
  return { first, end: Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + around) };
}

/**
 * What the keys to the left and the right do in a tree: open or close the row at `place`, or go to another one, as the
 * arrow keys do in VS Code's trees.
 */
export function treeKey(key: string, place: number, twigs: readonly Twig[]): 'toggle' | number | undefined {
  const { level, open } = twigs[place]!;
  if (key === 'ArrowRight') {
    if (open === false) return 'toggle';
    return open && twigs[place + 1] ? place + 1 : undefined;
  }
  if (key !== 'ArrowLeft') return undefined;
  if (open) return 'toggle';
  const outer = twigs.slice(0, place).findLastIndex(twig => twig.level < level);
  return outer === -1 ? undefined : outer;
}

/** The row that a key leads to from row `active`, or undefined when the key is none of the table's. */
export function rowByKey(key: string, active: number, page: number, count: number): number | undefined {
  const target = {
    ArrowUp: active - 1,
    ArrowDown: active + 1,
    PageUp: active - page,
    PageDown: active + page,
    Home: 0,
    End: count - 1,
  }[key];
  return target === undefined ? undefined : Math.max(0, Math.min(target, count - 1));
}
