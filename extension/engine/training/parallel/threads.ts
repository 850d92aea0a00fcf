import { availableParallelism } from 'node:os';
import type { Progress } from '../../checkpoint/progress.js';
import type { Config } from '../../config/schema.js';
import { runtime } from '../../runtime/runtime.js';

/**
 * On how many threads a step computes its gradient, where the runtime would do so on one. Sums of another number of parts differ in their
 * last bits, so a run goes on with as many as it began with unless its config names a number.
 *
 * @param resumed where the run goes on; absent = it begins
 */
export function trainingThreads({ TRAIN, DATA }: Config, resumed: Progress | undefined): number {
  if (!runtime().isSerial) return 1;
  const unasked = resumed ? (resumed.threads ?? 1) : availableParallelism();
  return Math.min(TRAIN.THREADS || unasked, DATA.BATCH_SIZE);
}
