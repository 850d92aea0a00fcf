import { mapFrequencies } from '../../../extension/engine/robustness/fourierNoise.js';
import { errorMap } from '../../../extension/engine/robustness/rowSummaries.js';
import type { RobustnessMeasurement } from '../../../extension/protocol/measurement.js';

/** Errors under noise of single frequencies, the constant in the middle. */
export interface FourierMap {
  /** Places on a side. */
  size: number;
  /** `[size, size]` in percent; NaN where nothing was measured. */
  errors: Float32Array;
  /** `[size]`: cycles per image at each place of a side. */
  cycles: number[];
}

export function fourierMap({ rows, grid, side }: RobustnessMeasurement): FourierMap {
  const { grid: size, errors } = errorMap(rows, grid, side);
  const cycles = new Array<number>(size).fill(0);
  for (const { frequency, places } of mapFrequencies(grid, side)) {
    // Of a frequency and its negative, which share an error, each stands at its own place.
    cycles[places[1][0]] = -frequency[0];
    cycles[places[0][0]] = frequency[0];
  }
  return { size, errors: errors.map(error => 100 * error), cycles };
}

/** The upper end of a scale of percents that all maps share: the next ten above their greatest error. */
export function sharedEnd(maps: readonly FourierMap[]): number {
  const greatest = maps.flatMap(({ errors }) => [...errors]).reduce((most, error) => (error > most ? error : most), 0);
  return Math.min(100, Math.max(10, 10 * Math.ceil(greatest / 10)));
}
