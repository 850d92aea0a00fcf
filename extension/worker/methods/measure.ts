import { continueMeasurement, measure as measureCheckpoint } from '../../engine/measurements/measure.js';
import type { MeasureCall, MeasureProgress } from '../../protocol/measurement.js';
import type { CallContext } from '../../protocol/rpc.js';
import { backend } from '../compute.js';

/** Measures a checkpoint, or goes on with it, and keeps what was found; a call that is cancelled keeps what it can go on from. */
export async function measure(
  { request, file }: MeasureCall,
  { signal, progress }: CallContext<MeasureProgress>,
): Promise<void> {
  const hooks = { signal, start: backend, onProgress: progress };
  await (request ? measureCheckpoint(request, hooks, file) : continueMeasurement(file, hooks));
}
