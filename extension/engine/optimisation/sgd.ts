import * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from '../models/parameters.js';
import { decayGroups, groupOf, learned, type ParamGroup, rateScales } from './groups.js';
import type { Optimiser, RateOf } from './optimiser.js';
import { Slot } from './slot.js';

export interface SgdOptions {
  momentum: number;
  weightDecay: number;
}

/**
 * Stochastic gradient descent with Nesterov momentum as `torch.optim.SGD(nesterov=True)` computes it, which is what the released
 * code makes of TRAIN.OPTIMIZER.NAME 'sgd': g + decay p, averaged; then p - rate (g + momentum * average).
 */
export class Sgd implements Optimiser {
  private readonly momentum: Slot;
  private readonly scales: readonly number[];

  /** @param groups by default the paper's */
  constructor(
    private readonly parameters: Parameters,
    private readonly options: SgdOptions,
    private readonly groups: readonly ParamGroup[] = decayGroups(parameters),
  ) {
    this.momentum = new Slot(parameters, groups);
    this.scales = rateScales(groups);
  }

  slots(parameter: string): [string, tf.Variable][] {
    const found = this.momentum.find(parameter);
    return found ? [['momentum_buffer', found]] : [];
  }

  variables(): tf.Variable[] {
    return this.momentum.all();
  }

  /** @returns the rate of each share */
  hyper(rates: RateOf): tf.Tensor1D {
    return tf.tensor1d(this.scales.map(rates));
  }

  apply(gradients: readonly tf.Tensor[], factor: tf.Tensor, hyper: tf.Tensor): void {
    const rates = tf.unstack(hyper);
    const group = groupOf(this.groups);
    const { momentum, weightDecay } = this.options;
    for (const [i, { name }] of learned(this.parameters, this.groups).entries()) {
      const [parameter, average] = [this.parameters.get(name), this.momentum.get(name)];
      const { decay, rateScale } = group(name);
      const clipped = tf.mul(gradients[i]!, factor);
      const gradient = decay ? tf.add(clipped, tf.mul(parameter, weightDecay)) : clipped;
      const averaged = tf.add(tf.mul(average, momentum), gradient);
      const step = tf.add(gradient, tf.mul(averaged, momentum));
      parameter.assign(tf.sub(parameter, tf.mul(step, rates[this.scales.indexOf(rateScale)]!)));
      average.assign(averaged);
    }
  }

  dispose(): void {
    this.momentum.dispose();
  }
}
