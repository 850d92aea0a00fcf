import { minValue, nullable, number, object, optional, pipe, safeInteger, safeParse, transform } from 'valibot';
import { type CheckpointMeta, damagedMeta } from '../checkpoint/checkpointMeta.js';
import type { Progress } from './state.js';

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
