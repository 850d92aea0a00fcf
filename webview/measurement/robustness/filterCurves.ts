import type { RobustnessMeasurement } from '../../../extension/protocol/measurement.js';
import { t } from '../../host/t.js';
import { dashesAt } from '../../plots/dashes.js';
import type { Series } from '../../plots/series.js';

/** A chart of top-1 accuracies against the radii of filters. */
export interface FilterChart {
  id: string;
  title: string;
  series: Series[];
}

interface Measured {
  label: string;
  place: number;
  found: RobustnessMeasurement;
}

const passes = [
  { pass: 'low', title: t('Low-pass: what lies within the radius survives') },
  { pass: 'high', title: t('High-pass: what lies outside it survives') },
] as const;

/** Both filters of one measurement in one chart, or a chart for each filter with a line for each of several. */
export function filterCharts(list: readonly Measured[]): FilterChart[] {
  if (list.length > 1) {
    return passes.map(({ pass, title }) => ({
      id: pass,
      title,
      series: list.map(({ label, place, found }) => ({
        label,
        ...pointsOf(found, pass),
        colour: place,
        dash: dashesAt(place),
      })),
    }));
  }
  const series = list.flatMap(({ found }) => [
    { label: t('low-pass'), ...pointsOf(found, 'low'), dash: dashesAt(0) },
    { label: t('high-pass'), ...pointsOf(found, 'high'), dash: dashesAt(1) },
  ]);
  return [{ id: 'both', title: t('Accuracy by the radius of a filter'), series }];
}

/** The radii of the filters of a measurement, rising. */
export function radiiOf({ rows }: RobustnessMeasurement): number[] {
  const radii = rows.flatMap(({ kind, radius }) => (kind === 'filter' && radius !== undefined ? radius : []));
  return [...new Set(radii)].sort((a, b) => a - b);
}

function pointsOf({ rows }: RobustnessMeasurement, pass: 'low' | 'high'): Pick<Series, 'x' | 'y'> {
  const own = rows.filter(row => row.kind === 'filter' && row.pass === pass && row.radius !== undefined);
  const sorted = own.sort((a, b) => a.radius! - b.radius!);
  return { x: sorted.map(({ radius }) => radius!), y: sorted.map(({ top1 }) => top1) };
}
