import type { PickleValue } from '../checkpoint/pytorch/pickleValue.js';
import type { Config } from '../config/schema.js';

/** What timm's cosine scheduler in an official checkpoint says of the training. */
export interface SavedSchedule {
  stepsPerEpoch: number;
  /** Rates after scaling with the batch of all GPUs. */
  base: number;
  warmupStart: number;
  minimum: number;
}

/** Reads it from `lr_scheduler` (fact sheet 1.15); nothing for another kind of scheduler, or none. */
export function savedSchedule(value: PickleValue | undefined, epochs: number): SavedSchedule | undefined {
  if (!(value instanceof Map)) return undefined;
  const rates = value.get('base_values');
  const [total, warmupStart, minimum] = ['t_initial', 'warmup_lr_init', 'lr_min'].map(key => value.get(key));
  const base = Array.isArray(rates) ? rates[0] : undefined;
  if (![total, base, warmupStart, minimum].every(x => typeof x === 'number' && Number.isFinite(x))) return undefined;
  const stepsPerEpoch = (total as number) / epochs;
  if (!Number.isSafeInteger(stepsPerEpoch) || stepsPerEpoch < 1) return undefined;
  return {
    stepsPerEpoch,
    base: base as number,
    warmupStart: warmupStart as number,
    minimum: minimum as number,
  };
}

/**
 * The config with rates that give this schedule. The official code saves its config with rates that are scaled by the
 * batch already, of all GPUs together, whose number it does not save; here they are scaled when they are used.
 */
export function applySchedule(config: Config, { base, warmupStart, minimum }: SavedSchedule): Config {
  const scale = (config.DATA.BATCH_SIZE / 512) * config.TRAIN.ACCUMULATION_STEPS;
  const rates = { BASE_LR: base / scale, WARMUP_LR: warmupStart / scale, MIN_LR: minimum / scale };
  return { ...config, TRAIN: { ...config.TRAIN, ...rates } };
}
