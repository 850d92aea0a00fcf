import type { Measurement, MeasureRequest, RobustnessMeasurement } from '../../protocol/measurement.js';
import { UserError } from '../errors.js';
import { measureAccuracy } from './accuracy.js';
import type { MeasureHooks } from './hooks.js';
import { readMeasurement, writeMeasurement } from './measurementFile.js';
import { measureProbe } from './probe.js';
import { robustnessOf } from './robustness.js';
import { measureSegmentation } from './segmentation.js';

/**
 * Measures a checkpoint and keeps what was found.
 *
 * @param file takes it, and what is known of it while it is going on; absent = it is kept nowhere
 * @throws UserError when the checkpoint, images or settings rule it out, the signal's reason when it is aborted
 */
export async function measure(request: MeasureRequest, hooks: MeasureHooks, file?: string): Promise<Measurement> {
  const keep = async (part: Measurement) => {
    if (file !== undefined) await writeMeasurement(file, part);
  };
  const found = await measured(request, { ...hooks, onPart: keep });
  await keep(found);
  return found;
}

/**
 * Goes on with a measurement that was interrupted, to the same numbers as if it had not been.
 *
 * @throws UserError for a file of none, or of one that is complete
 */
export async function continueMeasurement(file: string, hooks: MeasureHooks): Promise<RobustnessMeasurement> {
  const before = await readMeasurement(file);
  if (before.kind !== 'robustness' || before.isComplete) {
    throw new UserError(`${file} is complete: there is nothing to go on with.`);
  }
  const found = await robustnessOf(before, { ...hooks, onPart: part => writeMeasurement(file, part) }, before);
  await writeMeasurement(file, found);
  return found;
}

function measured(request: MeasureRequest, hooks: MeasureHooks): Promise<Measurement> {
  switch (request.kind) {
    case 'accuracy':
      return measureAccuracy(request, hooks);
    case 'probe':
      return measureProbe(request, hooks);
    case 'robustness':
      return robustnessOf(request, hooks);
    case 'segmentation':
      return measureSegmentation(request, hooks);
  }
}
