import type { RobustnessRow } from '../../protocol/robustness.js';
import { type CorruptionId, corruptions } from '../data/corruptions/registry.js';
import { mapFrequencies, usableGrid } from './fourierNoise.js';
import type { CorruptionErrors } from './meanCorruptionError.js';

/** The errors of the corruptions that count for the mean corruption error, in [0, 1], the mildest severity first. */
export function corruptionErrors(rows: readonly RobustnessRow[]): CorruptionErrors {
  const errors: Record<string, number[]> = {};
  const ofSeverities = rows.filter(({ kind }) => kind === 'corruption').sort((a, b) => a.severity! - b.severity!);
  for (const { name, top1 } of ofSeverities) {
    // A file may name what there is not.
    if (!Object.hasOwn(corruptions, name) || corruptions[name as CorruptionId].group === 'extra') continue;
    errors[name] = [...(errors[name] ?? []), 1 - top1 / 100];
  }
  return errors;
}

/** A square map of errors under noise of single frequencies, the constant in its middle. */
export interface ErrorMap {
  /** Places on a side. */
  grid: number;
  /** `[grid, grid]` in [0, 1]; NaN where nothing was measured. */
  errors: Float32Array;
}

/**
 * The Fourier heat map of rows.
 *
 * @param grid as in the plan
 * @param side of the images in pixels
 */
export function errorMap(rows: readonly RobustnessRow[], grid: number, side: number): ErrorMap {
  const size = usableGrid(grid, side);
  const errors = new Float32Array(size * size).fill(Number.NaN);
  const found = new Map(rows.filter(({ kind }) => kind === 'fourier').map(({ name, top1 }) => [name, 1 - top1 / 100]));
  for (const { frequency, places } of mapFrequencies(grid, side)) {
    const error = found.get(frequency.join(', '));
    if (error === undefined) continue;
    for (const [row, column] of places) errors[row * size + column] = error;
  }
  return { grid: size, errors };
}
