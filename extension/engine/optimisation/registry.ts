import { isFineTuning } from '../config/purpose.js';
import type { Config } from '../config/schema.js';
import type { Parameters } from '../models/parameters.js';
import { AdamW } from './adamw.js';
import type { ParamGroup } from './groups.js';
import { Lamb } from './lamb.js';
import type { Optimiser } from './optimiser.js';
import { Sgd } from './sgd.js';

type Settings = Config['TRAIN'];

/** By TRAIN.OPTIMIZER.NAME. */
const kinds: Record<
  Settings['OPTIMIZER']['NAME'],
  (parameters: Parameters, groups: readonly ParamGroup[], settings: Settings) => Optimiser
> = {
  adamw: (parameters, groups, { OPTIMIZER: o, WEIGHT_DECAY: weightDecay }) =>
    new AdamW(parameters, { betas: o.BETAS, epsilon: o.EPS, weightDecay }, groups),
  lamb: (parameters, groups, { OPTIMIZER: o, WEIGHT_DECAY: weightDecay }) =>
    new Lamb(parameters, { betas: o.BETAS, epsilon: o.EPS, weightDecay }, groups),
  sgd: (parameters, groups, { OPTIMIZER: o, WEIGHT_DECAY: weightDecay }) =>
    new Sgd(parameters, { momentum: o.MOMENTUM, weightDecay }, groups),
};

/** How much of an average of the weights stays in every update; 0 = none is kept. */
export function averageDecay(config: Pick<Config, 'TRAIN' | 'MODEL'>): number {
  return isFineTuning(config) ? config.TRAIN.EMA_DECAY : 0;
}

/** The optimiser that a config describes, at its start. */
export function createOptimiser(
  parameters: Parameters,
  groups: readonly ParamGroup[],
  { TRAIN }: Pick<Config, 'TRAIN'>,
): Optimiser {
  return kinds[TRAIN.OPTIMIZER.NAME](parameters, groups, TRAIN);
}
