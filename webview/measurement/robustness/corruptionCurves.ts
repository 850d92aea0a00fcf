import type { CorruptionGroup } from '../../../extension/engine/data/corruptions/corruption.js';
import { t } from '../../host/t.js';
import { dashesAt } from '../../plots/dashes.js';
import type { Series } from '../../plots/series.js';
import { severities } from '../pageState.js';
import { type CorruptionRow, countedRows } from './corruptionRows.js';

/** A chart of top-1 accuracies against severities. */
export interface CorruptionChart {
  id: string;
  title: string;
  series: Series[];
}

interface Measured {
  label: string;
  place: number;
  rows: readonly CorruptionRow[];
}

export const groupTitles: Record<CorruptionGroup, string> = {
  noise: t('Noise'),
  blur: t('Blur'),
  weather: t('Weather'),
  digital: t('Digital'),
  extra: t('Extra (not counted)'),
};

/** Of one measurement: a chart for each group, a curve for each of its corruptions. */
export function chartsOfGroups(rows: readonly CorruptionRow[]): CorruptionChart[] {
  const groups = Object.keys(groupTitles) as CorruptionGroup[];
  return groups.flatMap(id => {
    const own = rows.filter(({ group }) => group === id);
    const series = own.map(({ label, top1 }, i) => ({ label, ...pointsOf(top1), colour: i, dash: dashesAt(i) }));
    return own.length > 0 ? [{ id, title: groupTitles[id], series }] : [];
  });
}

/** Of several: a chart of their means and one for each corruption, a curve for each measurement. */
export function chartsOfCorruptions(measurements: readonly Measured[]): CorruptionChart[] {
  const all = new Map(measurements.flatMap(({ rows }) => rows.map(({ id, label }) => [id, label] as const)));
  const curve = ({ label, place }: Measured, top1: readonly (number | undefined)[]): Series => {
    return { label, ...pointsOf(top1), colour: place, dash: dashesAt(place) };
  };
  const means = measurements.map(one => curve(one, meanBySeverity(countedRows(one.rows))));
  const charts = [...all].map(([id, title]) => ({
    id: id as string,
    title,
    series: measurements.flatMap(one => {
      const row = one.rows.find(other => other.id === id);
      return row ? [curve(one, row.top1)] : [];
    }),
  }));
  return [{ id: 'mean', title: t('Mean over the corruptions that count'), series: means }, ...charts];
}

/** Over corruptions with all severities: `[5]`, empty without any. */
export function meanBySeverity(rows: readonly CorruptionRow[]): number[] {
  if (rows.length === 0) return [];
  return severities.map((_, i) => rows.reduce((sum, { top1 }) => sum + top1[i]!, 0) / rows.length);
}

function pointsOf(top1: readonly (number | undefined)[]): Pick<Series, 'x' | 'y'> {
  const known = top1.flatMap((value, i) => (value === undefined ? [] : [[severities[i]!, value] as const]));
  return { x: known.map(([x]) => x), y: known.map(([, y]) => y) };
}
