import { corruptionIds, corruptions } from '../../../extension/engine/data/corruptions/registry.js';
import type { RobustnessMeasurement } from '../../../extension/protocol/measurement.js';
import { attackNames, type SeenCondition } from '../../../extension/protocol/seen.js';
import { t } from '../../host/t.js';
import type { GalleryState, Severity } from '../pageState.js';
import { corruptionRows } from '../robustness/corruptionRows.js';
import { radiiOf } from '../robustness/filterCurves.js';

/** The shortest side that corruptions are defined for. */
const SHORTEST = 16;

/** A picture of the gallery: what it is called, and what happens to the image. */
export interface Wanted {
  /** Stays the same when a severity or a radius changes. */
  id: string;
  label: string;
  condition: SeenCondition;
}

/** The radii that can be chosen: those that were measured, else doubling up to half of the side. */
export function galleryRadii(found: RobustnessMeasurement): number[] {
  const measured = radiiOf(found);
  if (measured.length > 0) return measured;
  return Array.from({ length: 10 }, (_, i) => 2 ** i).filter(radius => radius <= found.side / 2);
}

/** The chosen radius, or one in the middle. */
export function galleryRadius(found: RobustnessMeasurement, { radius }: GalleryState): number | undefined {
  const radii = galleryRadii(found);
  return radii.find(one => one === radius) ?? radii[Math.floor(radii.length / 2)];
}

/** Clean, attacked, and filtered at this radius. */
export function plainPictures(radius: number | undefined): Wanted[] {
  const filters = [
    { id: 'low', label: t('Low-pass'), pass: 'low' },
    { id: 'high', label: t('High-pass'), pass: 'high' },
  ] as const;
  return [
    { id: 'clean', label: t('Clean'), condition: { kind: 'clean' } },
    ...attackNames.map((name): Wanted => ({ id: name, label: name, condition: { kind: 'attack', name } })),
    ...(radius === undefined
      ? []
      : filters.map(({ pass, ...named }): Wanted => ({ ...named, condition: { kind: 'filter', pass, radius } }))),
  ];
}

/** Every corruption at this severity, where images are large enough for them; of published ones those that were measured. */
export function corruptedPictures(found: RobustnessMeasurement, severity: Severity): Wanted[] {
  if (found.side < SHORTEST) return [];
  const measured = corruptionRows(found.rows).map(({ id }) => id);
  return (found.published === undefined ? corruptionIds : measured).map(id => ({
    id,
    label: corruptions[id].label,
    condition: { kind: 'corruption', name: id, severity },
  }));
}
