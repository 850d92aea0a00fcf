import type { Config } from '../config/schema.js';

/** A learning-rate schedule over iterations (fact sheet 1.12). */
export interface ScheduleOptions {
  name: 'cosine' | 'linear' | 'step' | 'multistep' | 'poly';
  /** Rates after scaling with the batch. */
  base: number;
  warmupStart: number;
  minimum: number;
  /** Lengths in iterations. */
  total: number;
  warmup: number;
  /** 'step': iterations between decays, and their factor. */
  decayEvery: number;
  decayRate: number;
  /** 'multistep': iterations at which the rate is multiplied by `gamma`. */
  milestones: readonly number[];
  gamma: number;
}

/** Exponent of 'poly' (Chen et al. 2017, DeepLab, section 4.1). */
export const POLY_POWER = 0.9;

/**
 * The rate at iteration `t`. Warm-up is linear. The cosine is not shifted by the warm-up: at its end the rate steps
 * down a little, as in the reference. 'linear' ends at 1 % of the base rate, 'poly' at the minimum.
 *
 * @param scale share of the peak; the start of the warm-up and the end of the cosine are absolute (fact sheet 1.13)
 */
function rateAt(t: number, o: ScheduleOptions, scale: number): number {
  const base = scale * o.base;
  if (t < o.warmup) return o.warmupStart + (t * (base - o.warmupStart)) / o.warmup;
  switch (o.name) {
    case 'cosine':
      return t < o.total ? o.minimum + 0.5 * (base - o.minimum) * (1 + Math.cos((Math.PI * t) / o.total)) : o.minimum;
    case 'linear':
      return base * (1 - 0.99 * Math.min((t - o.warmup) / (o.total - o.warmup), 1));
    case 'poly':
      return o.minimum + (base - o.minimum) * Math.max(0, 1 - (t - o.warmup) / (o.total - o.warmup)) ** POLY_POWER;
    case 'step':
      return base * o.decayRate ** Math.floor(t / o.decayEvery);
    case 'multistep':
      return base * o.gamma ** o.milestones.filter(m => m <= t).length;
  }
}

/**
 * The rate of the next update. The reference sets the rate after each update, with that update's iteration, so every
 * update runs with the rate of the one before and the first one with the warm-up start.
 *
 * @param previous iteration (0-based micro-batch of the whole run) of the update before; undefined for the first
 * @param scale share of the peak
 */
export function rateOfUpdate(previous: number | undefined, o: ScheduleOptions, scale = 1): number {
  if (previous !== undefined) return rateAt(previous, o, scale);
  return o.warmup > 0 ? o.warmupStart : scale * o.base;
}

/** The schedule that a config describes, for a data set of `stepsPerEpoch` micro-batches an epoch. */
export function scheduleOf(config: Config, stepsPerEpoch: number): ScheduleOptions {
  const t = config.TRAIN;
  const scale = (config.DATA.BATCH_SIZE / 512) * t.ACCUMULATION_STEPS;
  return {
    name: t.LR_SCHEDULER.NAME as ScheduleOptions['name'],
    base: t.BASE_LR * scale,
    warmupStart: t.WARMUP_LR * scale,
    minimum: t.MIN_LR * scale,
    total: t.EPOCHS * stepsPerEpoch,
    warmup: t.WARMUP_EPOCHS * stepsPerEpoch,
    decayEvery: t.LR_SCHEDULER.DECAY_EPOCHS * stepsPerEpoch,
    decayRate: t.LR_SCHEDULER.DECAY_RATE,
    milestones: t.LR_SCHEDULER.MULTISTEPS.map(epoch => epoch * stepsPerEpoch),
    gamma: t.LR_SCHEDULER.GAMMA,
  };
}
