import {
  boolean,
  gtValue,
  minValue,
  nullable,
  number,
  object,
  optional,
  pipe,
  safeInteger,
  safeParse,
  transform,
} from 'valibot';
import { type CheckpointMeta, damagedMeta } from './checkpointMeta.js';

/** Where a run stands, apart from its tensors. Together with the config it decides everything that follows. */
export interface Progress {
  /** Finished steps (micro-batches) and optimiser updates. */
  step: number;
  updates: number;
  /** Step of the last update: the schedule lags one update behind. */
  lastUpdate?: number;
  stepsPerEpoch: number;
  /** Sum of the losses of the unfinished epoch, so that its mean survives a resume. */
  epochLoss: number;
  /** Mean loss of the last finished epoch and the lowest such that was saved; null before the first. */
  lastLoss: number | null;
  bestLoss: number | null;
  /** Threads that compute gradients, where the runtime would compute them on one; absent = it is one, or not asked. */
  threads?: number;
  /** In float16. */
  lossScale?: LossScaleState;
}

/** Where the scale of a run's loss stands. Part of the state of the run. */
export interface LossScaleState {
  scale: number;
  /** Updates in a row whose gradients did not overflow. */
  streak: number;
  /** Updates that were skipped, in the whole run. */
  skipped: number;
  /** Whether a gradient of the update that is being summed up overflowed. */
  overflowed: boolean;
}

/** Steps (micro-batches) of an epoch, and of an update. */
export interface StepCounts {
  stepsPerEpoch: number;
  accumulation: number;
}

const count = pipe(number(), safeInteger(), minValue(0));
/** JSON writes NaN as null: a loss that is no number stays none. */
const sum = pipe(
  nullable(number()),
  transform(value => value ?? Number.NaN),
);

const progress = object({
  step: count,
  updates: count,
  lastUpdate: optional(pipe(number(), safeInteger())),
  stepsPerEpoch: pipe(count, minValue(1)),
  epochLoss: sum,
  lastLoss: nullable(number()),
  bestLoss: nullable(number()),
  threads: optional(pipe(count, minValue(1))),
  lossScale: optional(
    object({ scale: pipe(number(), gtValue(0)), streak: count, skipped: count, overflowed: boolean() }),
  ),
});

/**
 * Where the training stood that a checkpoint of ours was saved in.
 *
 * @param file named in messages
 * @returns nothing for a checkpoint of a model alone
 * @throws UserError when it says so, but not where
 */
export function savedProgress(file: string, { schedule }: Pick<CheckpointMeta, 'schedule'>): Progress | undefined {
  if (typeof schedule !== 'object' || schedule === null || !('stepsPerEpoch' in schedule)) return undefined;
  const { success, output } = safeParse(progress, schedule);
  if (!success) throw damagedMeta(file, 'schedule');
  return output;
}

/**
 * Where a run stands after whole epochs. The rate of the next update is that of the last one, which is not the epoch's last
 * step where steps are left over.
 */
export function afterEpochs(epochs: number, updates: number, { stepsPerEpoch, accumulation }: StepCounts): Progress {
  const step = epochs * stepsPerEpoch;
  return {
    step,
    updates,
    lastUpdate: step - 1 - (stepsPerEpoch % accumulation),
    stepsPerEpoch,
    epochLoss: 0,
    lastLoss: null,
    bestLoss: null,
  };
}
