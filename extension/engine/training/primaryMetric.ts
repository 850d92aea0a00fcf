import type { MetricsEvent, StepEvent } from '../../protocol/events.js';
import { isBetter, type MetricSpec } from '../../protocol/metrics.js';
import type { Progress } from '../checkpoint/progress.js';

/**
 * Takes in what an event says of the metric that decides which checkpoint is the best. What counts of an epoch is the mean
 * over its steps, or of a metric that comes now and then its newest value. A checkpoint calls that its loss, whatever it is.
 *
 * @param progress brought up to the event's step, which the event of a step ends
 */
export function follow(progress: Progress, { id, seldom }: MetricSpec, event: StepEvent | MetricsEvent): void {
  const value = event.values[id];
  if (value === undefined) return;
  if (seldom) {
    progress.lastLoss = value;
    return;
  }
  progress.epochLoss += value;
  if (progress.step % progress.stepsPerEpoch !== 0) return;
  progress.lastLoss = progress.epochLoss / progress.stepsPerEpoch;
  progress.epochLoss = 0;
}

/** Whether the last epoch is the best so far, which is kept in mind. */
export function takeBest(progress: Progress, metric: MetricSpec): boolean {
  const { lastLoss, bestLoss } = progress;
  if (lastLoss === null || !isBetter(metric, lastLoss, bestLoss)) return false;
  progress.bestLoss = lastLoss;
  return true;
}
