import * as tf from '@tensorflow/tfjs-core';
import { runtime } from '../runtime/runtime.js';
import { MomentOptimiser, type UpdateInputs } from './moments.js';
import type { RateOf } from './optimiser.js';

/**
 * LAMB (You et al. 2020) as timm has it, which the ResNet recipes A2 and A3 train with (fact sheet 1.14): the gradient of all
 * parameters together is at most 1 long, AdamW's direction is decayed, and the step of what is decayed is as long as the
 * parameter, times the rate.
 */
export class Lamb extends MomentOptimiser {
  /** @returns corrections of the first and the second moment, then the rate of each share */
  hyper(rates: RateOf, update: number): tf.Tensor1D {
    const [b1, b2] = this.options.betas;
    return tf.tensor1d([1 / (1 - b1 ** update), 1 / Math.sqrt(1 - b2 ** update), ...this.scales.map(rates)]);
  }

  apply(gradients: readonly tf.Tensor[], factor: tf.Tensor, hyper: tf.Tensor): void {
    const [first, second, ...rates] = tf.unstack(hyper);
    const length = tf.mul(factor, tf.sqrt(tf.addN(gradients.map(g => tf.sum(tf.square(g))))));
    const scale = tf.div(factor, tf.maximum(length, 1));
    const update = (decay: boolean) =>
      runtime().fuse(`lamb ${JSON.stringify({ ...this.options, decay })}`, (...inputs) => this.update(inputs, decay));
    const [decayed, plain] = [update(true), update(false)];
    for (const [i, { group, variables }] of this.learned().entries()) {
      const rate = rates[this.scales.indexOf(group.rateScale)]!;
      const values = (group.decay ? decayed : plain)(...variables, gradients[i]!, scale, rate, first!, second!);
      for (const [k, variable] of variables.entries()) variable.assign(values[k]!);
    }
  }

  private update(inputs: tf.Tensor[], decay: boolean): tf.Tensor[] {
    const [p, m, v, raw, scale, rate, first, second] = inputs as UpdateInputs;
    const { betas, epsilon, weightDecay } = this.options;
    const g = tf.mul(raw, scale);
    const m1 = tf.add(tf.mul(m, betas[0]), tf.mul(g, 1 - betas[0]));
    const v1 = tf.add(tf.mul(v, betas[1]), tf.mul(tf.square(g), 1 - betas[1]));
    const adam = tf.div(tf.mul(m1, first), tf.add(tf.mul(tf.sqrt(v1), second), epsilon));
    if (!decay) return [tf.sub(p, tf.mul(adam, rate)), m1, v1];
    const direction = tf.add(adam, tf.mul(p, weightDecay));
    return [tf.sub(p, tf.mul(direction, tf.mul(rate, trust(p, direction)))), m1, v1];
  }
}

/** How much longer the parameter is than the direction; 1 where one of them has no length. */
function trust(parameter: tf.Tensor, direction: tf.Tensor): tf.Tensor {
  const [own, other] = [parameter, direction].map(values => tf.sqrt(tf.sum(tf.square(values)))) as [
    tf.Tensor,
    tf.Tensor,
  ];
  const known = tf.logicalAnd(tf.greater(own, 0), tf.greater(other, 0));
  return tf.where(known, tf.div(own, tf.maximum(other, 1e-30)), tf.onesLike(own));
}
