import * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from '../models/parameters.js';
import { runtime } from '../runtime/runtime.js';
import { decayGroups, groupOf, learned, type ParamGroup, rateScales } from './groups.js';
import { Moments } from './moments.js';
import type { Optimiser, RateOf } from './optimiser.js';

export interface AdamWOptions {
  betas: readonly [number, number];
  epsilon: number;
  weightDecay: number;
}

/**
 * AdamW with decoupled weight decay, as PyTorch computes it (fact sheet 1.12). Step size and decay of a group go with its
 * learning rate.
 */
export class AdamW implements Optimiser {
  private readonly moments: Moments;
  private readonly scales: readonly number[];

  /** @param groups by default the paper's */
  constructor(
    private readonly parameters: Parameters,
    private readonly options: AdamWOptions,
    private readonly groups: readonly ParamGroup[] = decayGroups(parameters),
  ) {
    this.moments = new Moments(parameters, groups);
    this.scales = rateScales(groups);
  }

  slots(parameter: string): [string, tf.Variable][] {
    return this.moments.slots(parameter);
  }

  variables(): tf.Variable[] {
    return this.moments.all();
  }

  /** @returns correction of the second moment, then step size and decay factor for each of the groups' rates */
  hyper(rates: RateOf, update: number): tf.Tensor1D {
    const { betas, weightDecay } = this.options;
    const ofRate = this.scales.map(rates).flatMap(rate => [rate / (1 - betas[0] ** update), 1 - rate * weightDecay]);
    return tf.tensor1d([1 / Math.sqrt(1 - betas[1] ** update), ...ofRate]);
  }

  apply(gradients: readonly tf.Tensor[], factor: tf.Tensor, hyper: tf.Tensor): void {
    const [correction, ...ofRate] = tf.unstack(hyper) as [tf.Tensor, ...tf.Tensor[]];
    const one = tf.scalar(1);
    const group = groupOf(this.groups);
    const update = runtime().fuse(`adamw ${JSON.stringify(this.options)}`, (...inputs) => this.update(inputs));
    for (const [i, { name }] of learned(this.parameters, this.groups).entries()) {
      const variables = [this.parameters.get(name), this.moments.first.get(name), this.moments.second.get(name)];
      const { decay, rateScale } = group(name);
      const [stepSize, kept] = ofRate.slice(2 * this.scales.indexOf(rateScale)) as [tf.Tensor, tf.Tensor];
      const values = update(...variables, gradients[i]!, factor, stepSize, decay ? kept : one, correction);
      for (const [k, variable] of variables.entries()) variable.assign(values[k]!);
    }
  }

  dispose(): void {
    this.moments.dispose();
  }

  private update(inputs: tf.Tensor[]): tf.Tensor[] {
    const [p, m, v, raw, factor, stepSize, scale, correction] = inputs as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const [b1, b2] = this.options.betas;
    const g = tf.mul(raw, factor);
    const m1 = tf.add(tf.mul(m, b1), tf.mul(g, 1 - b1));
    const v1 = tf.add(tf.mul(v, b2), tf.mul(tf.square(g), 1 - b2));
    const denominator = tf.add(tf.mul(tf.sqrt(v1), correction), this.options.epsilon);
    return [tf.sub(tf.mul(p, scale), tf.mul(tf.div(m1, denominator), stepSize)), m1, v1];
  }
}
