import { POLY_POWER, type ScheduleOptions } from '../../../optimisation/schedule.js';
import { dictionary, float, type PickleInput } from '../write/pickleInput.js';

/** The linear schedule of the official code ends at this share of the base rate. */
const LINEAR_END = 0.01;

/**
 * The attributes of timm's scheduler, which the official code saves and restores as they are (fact sheet 1.15).
 *
 * @param groups how many groups of parameters the optimiser has
 */
export function schedulerEntry(schedule: ScheduleOptions, groups: number): PickleInput {
  const { base, warmup, warmupStart } = schedule;
  const each = (value: PickleInput) => Array.from({ length: groups }, () => value);
  return dictionary({
    param_group_field: 'lr',
    _initial_param_group_field: 'initial_lr',
    base_values: each(float(base)),
    metric: null,
    noise_range_t: null,
    noise_pct: 0.67,
    noise_type: 'normal',
    noise_std: float(1),
    noise_seed: 42,
    ...shapeOf(schedule),
    warmup_t: warmup,
    warmup_lr_init: float(warmupStart),
    t_in_epochs: false,
    // Without a warm-up timm has ones.
    warmup_steps: each(warmup > 0 ? float((base - warmupStart) / warmup) : 1),
  });
}

function shapeOf(o: ScheduleOptions): Record<string, PickleInput> {
  switch (o.name) {
    case 'cosine':
      return {
        t_initial: o.total,
        t_mul: float(1),
        lr_min: float(o.minimum),
        decay_rate: float(1),
        cycle_limit: 1,
        warmup_prefix: false,
      };
    case 'linear':
      return { t_initial: o.total, lr_min_rate: LINEAR_END };
    case 'poly':
      return {
        t_initial: o.total - o.warmup,
        lr_min: float(o.minimum),
        power: float(POLY_POWER),
        cycle_mul: float(1),
        cycle_decay: float(1),
        cycle_limit: 1,
        k_decay: float(1),
        warmup_prefix: true,
      };
    case 'step':
      return { decay_t: o.decayEvery, decay_rate: float(o.decayRate) };
    case 'multistep':
      return { milestones: o.milestones, gamma: float(o.gamma) };
  }
}
