import type { Config } from '../../../config/schema.js';
import { rateOfUpdate, type ScheduleOptions } from '../../../optimisation/schedule.js';
import { float32Tensor } from '../../tensorData.js';
import { sourceOf, type TensorSource } from '../../tensorSource.js';
import { dictionary, float, type PickleInput, tuple } from '../write/pickleInput.js';
import type { ParameterOrder } from './parameterOrder.js';

/** AdamW's state, of one parameter. */
export interface Moments {
  first: TensorSource;
  second: TensorSource;
}

export interface OptimizerEntryOptions {
  config: Config;
  order: ParameterOrder;
  moments(name: string): Moments;
  /** Updates so far. */
  updates: number;
  schedule: ScheduleOptions;
  /** Step of the last update. */
  lastUpdate: number | undefined;
}

/**
 * The state of `torch.optim.AdamW`: `state` by the numbers of the parameters, and `param_groups`, the decayed ones first
 * (fact sheet 1.15). The rate is the one that the official code would have set for the next update.
 */
export function optimizerEntry(options: OptimizerEntryOptions): PickleInput {
  const { order, moments, updates } = options;
  const names = [...order.decayed, ...order.others];
  const state = new Map(
    names.map((name, number) => {
      const { first, second } = moments(name);
      // A tensor each: PyTorch counts on in place, so that one for all would count on for each of them.
      const step = sourceOf(float32Tensor([], Float32Array.of(updates)));
      return [number, dictionary({ step, exp_avg: first, exp_avg_sq: second })] as const;
    }),
  );
  const numbers = [...names.keys()];
  const boundary = order.decayed.length;
  return dictionary({
    state,
    param_groups: [
      groupEntry(options, options.config.TRAIN.WEIGHT_DECAY, numbers.slice(0, boundary)),
      groupEntry(options, 0, numbers.slice(boundary)),
    ],
  });
}

function groupEntry({ config, schedule, lastUpdate }: OptimizerEntryOptions, decay: number, params: number[]) {
  const { BETAS, EPS } = config.TRAIN.OPTIMIZER;
  return dictionary({
    lr: float(rateOfUpdate(lastUpdate, schedule)),
    betas: tuple(...BETAS.map(float)),
    eps: float(EPS),
    weight_decay: float(decay),
    amsgrad: false,
    foreach: null,
    maximize: false,
    capturable: false,
    initial_lr: float(schedule.base),
    params,
  });
}
