import type { CorruptionGroup } from '../../../extension/engine/data/corruptions/corruption.js';
import { type CorruptionId, corruptionIds, corruptions } from '../../../extension/engine/data/corruptions/registry.js';
import type { RobustnessRow } from '../../../extension/protocol/robustness.js';
import { severities } from '../pageState.js';

/** What is left of an accuracy under one corruption. */
export interface CorruptionRow {
  id: CorruptionId;
  label: string;
  group: CorruptionGroup;
  /** Top-1 in percent, the mildest severity first; undefined where it was not measured (yet). */
  top1: (number | undefined)[];
  /** Over all severities; undefined before they are all there. */
  mean: number | undefined;
}

/** The corruptions that were measured, in the order of the benchmark. What we know no corruption of is left out. */
export function corruptionRows(rows: readonly RobustnessRow[]): CorruptionRow[] {
  const found = rows.filter(({ kind }) => kind === 'corruption');
  return corruptionIds.flatMap(id => {
    const own = found.filter(({ name }) => name === id);
    if (own.length === 0) return [];
    const top1 = severities.map(severity => own.find(row => row.severity === severity)?.top1);
    const known = top1.filter(value => value !== undefined);
    const mean = known.length === top1.length ? known.reduce((sum, value) => sum + value, 0) / known.length : undefined;
    const { label, group } = corruptions[id];
    return { id, label, group, top1, mean };
  });
}

/** Those that count for means: the fifteen of the benchmark, as far as all their severities were measured. */
export function countedRows(rows: readonly CorruptionRow[]): CorruptionRow[] {
  return rows.filter(({ group, mean }) => group !== 'extra' && mean !== undefined);
}

/** Mean top-1 over the corruptions that count, in percent; undefined where there are none. */
export function meanUnderCorruptions(rows: readonly CorruptionRow[]): number | undefined {
  const means = countedRows(rows).map(({ mean }) => mean!);
  return means.length > 0 ? means.reduce((sum, mean) => sum + mean, 0) / means.length : undefined;
}
