import { UserError } from '../../../extension/engine/errors.js';
import {
  alexNet,
  type Baseline,
  type CorruptionErrors,
  type CorruptionScore,
  meanCorruptionError,
  measuredBaseline,
} from '../../../extension/engine/robustness/meanCorruptionError.js';
import type { RobustnessMeasurement } from '../../../extension/protocol/measurement.js';
import type { MeasurementId } from '../../../extension/protocol/measurementPage.js';
import { type CorruptionRow, corruptionRows, countedRows } from './corruptionRows.js';

interface Measured {
  id: MeasurementId;
  label: string;
  found: RobustnessMeasurement;
}

/** What errors are divided by: AlexNet's, or those of a measurement of the page where it has some. */
export function chosenBaseline(list: readonly Measured[], chosen: MeasurementId | undefined): Baseline {
  const one = list.find(({ id }) => id === chosen);
  const errors = one && errorsOf(corruptionRows(one.found.rows));
  return errors && Object.keys(errors).length > 0 ? measuredBaseline(one.label, errors) : alexNet;
}

/** Corruption errors, or why there are none; over how many corruptions: those that the baseline has as well. */
export type Score = ({ of: number } & CorruptionScore) | { of: 0; problem?: string };

export function scoreOf(rows: readonly CorruptionRow[], baseline: Baseline): Score {
  const own = errorsOf(rows);
  const shared = Object.entries(own).filter(([id]) => Object.hasOwn(baseline.errors, id));
  if (shared.length === 0) return { of: 0 };
  try {
    return { of: shared.length, ...meanCorruptionError(Object.fromEntries(shared), baseline) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { of: 0, problem: error.message };
  }
}

function errorsOf(rows: readonly CorruptionRow[]): CorruptionErrors {
  return Object.fromEntries(countedRows(rows).map(({ id, top1 }) => [id, top1.map(value => 1 - value! / 100)]));
}
