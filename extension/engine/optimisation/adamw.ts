import * as tf from '@tensorflow/tfjs-core';
import { runtime } from '../runtime/runtime.js';
import { MomentOptimiser, type UpdateInputs } from './moments.js';
import type { RateOf } from './optimiser.js';

/**
 * AdamW with decoupled weight decay, as PyTorch computes it (fact sheet 1.12). Step size and decay of a group go with its
 * learning rate.
 */
export class AdamW extends MomentOptimiser {
  /** @returns correction of the second moment, then step size and decay factor for each of the groups' rates */
  hyper(rates: RateOf, update: number): tf.Tensor1D {
    const { betas, weightDecay } = this.options;
    const ofRate = this.scales.map(rates).flatMap(rate => [rate / (1 - betas[0] ** update), 1 - rate * weightDecay]);
    return tf.tensor1d([1 / Math.sqrt(1 - betas[1] ** update), ...ofRate]);
  }

  apply(gradients: readonly tf.Tensor[], factor: tf.Tensor, hyper: tf.Tensor): void {
    const [correction, ...ofRate] = tf.unstack(hyper) as [tf.Tensor, ...tf.Tensor[]];
    const one = tf.scalar(1);
    const update = runtime().fuse(`adamw ${JSON.stringify(this.options)}`, (...inputs) => this.update(inputs));
    for (const [i, { group, variables }] of this.learned().entries()) {
      const [stepSize, kept] = ofRate.slice(2 * this.scales.indexOf(group.rateScale)) as [tf.Tensor, tf.Tensor];
      const values = update(...variables, gradients[i]!, factor, stepSize, group.decay ? kept : one, correction);
      for (const [k, variable] of variables.entries()) variable.assign(values[k]!);
    }
  }

  private update(inputs: tf.Tensor[]): tf.Tensor[] {
    const [p, m, v, raw, factor, stepSize, scale, correction] = inputs as UpdateInputs;
    const [b1, b2] = this.options.betas;
    const g = tf.mul(raw, factor);
    const m1 = tf.add(tf.mul(m, b1), tf.mul(g, 1 - b1));
    const v1 = tf.add(tf.mul(v, b2), tf.mul(tf.square(g), 1 - b2));
    const denominator = tf.add(tf.mul(tf.sqrt(v1), correction), this.options.epsilon);
    return [tf.sub(tf.mul(p, scale), tf.mul(tf.div(m1, denominator), stepSize)), m1, v1];
  }
}
