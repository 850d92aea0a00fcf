import type { CellResult } from './result.js';

/** A number over the seeds. */
export interface Spread {
  mean: number;
  /** Standard deviation of a sample; undefined of a single seed. */
  deviation: number | undefined;
  seeds: number;
}

/** What is asked of a cell. */
export interface Question {
  name: string;
  of(result: CellResult): number | undefined;
}

/** One network pre-trained by one recipe, with all its seeds. */
export interface Group {
  network: string;
  recipe: string;
  cells: CellResult[];
}

/** In the order of their cells. */
export function groupsOf(results: readonly CellResult[]): Group[] {
  const groups = new Map<string, Group>();
  for (const result of results) {
    const key = `${result.network} ${result.recipe}`;
    const group = groups.get(key) ?? { network: result.network, recipe: result.recipe, cells: [] };
    group.cells.push(result);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The answers of all seeds; undefined where there is none. */
export function spreadOf({ cells }: Group, { of }: Question): Spread | undefined {
  const values = cells.flatMap(cell => of(cell) ?? []);
  if (values.length === 0) return undefined;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : undefined;
  return { mean, deviation, seeds: values.length };
}

/** '44.1 ± 0.3', '44.1' of a single seed. */
export function spreadText(spread: Spread | undefined): string {
  if (!spread) return '';
  const { mean, deviation } = spread;
  return deviation === undefined ? mean.toFixed(1) : `${mean.toFixed(1)} ± ${deviation.toFixed(1)}`;
}

/**
 * Whether one is better than the other by more than both spread: the difference of the means against the sum of the deviations.
 * Undefined with fewer than two seeds of either, which have none.
 */
export function isBetter(one: Spread | undefined, other: Spread | undefined): boolean | undefined {
  if (one?.deviation === undefined || other?.deviation === undefined) return undefined;
  return one.mean - other.mean > one.deviation + other.deviation;
}

/** Mean top-1 of all corruptions and severities. */
export function underCorruption({ robustness = [] }: CellResult): number | undefined {
  const rows = robustness.filter(({ kind }) => kind === 'corruption');
  return rows.length > 0 ? rows.reduce((sum, { top1 }) => sum + top1, 0) / rows.length : undefined;
}

/** Top-1 where only frequencies up to a radius survive, or only those beyond it. */
export function filtered({ robustness = [] }: CellResult, pass: 'low' | 'high', radius: number): number | undefined {
  return robustness.find(row => row.kind === 'filter' && row.pass === pass && row.radius === radius)?.top1;
}
