import type * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from '../models/parameters.js';
import { decayGroups, groupOf, learned, type ParamGroup, rateScales } from './groups.js';
import type { Optimiser, RateOf } from './optimiser.js';
import { Slot } from './slot.js';

/** Settings that AdamW and LAMB share. */
export interface MomentOptions {
  betas: readonly [number, number];
  epsilon: number;
  weightDecay: number;
}

/** A parameter with its group and the averages of its gradient and of its square. */
interface Moments {
  group: ParamGroup;
  variables: readonly [parameter: tf.Variable, first: tf.Variable, second: tf.Variable];
}

/** What the update of one parameter is made of; what comes last is each optimiser's own. */
export type UpdateInputs = [
  parameter: tf.Tensor,
  first: tf.Tensor,
  second: tf.Tensor,
  gradient: tf.Tensor,
  factor: tf.Tensor,
  ...own: [tf.Tensor, tf.Tensor, tf.Tensor],
];

/** An optimiser that remembers averages of the gradient and of its square, under PyTorch's names: AdamW and LAMB. */
export abstract class MomentOptimiser implements Optimiser {
  /** The shares of the peak of the rate that groups have. */
  protected readonly scales: readonly number[];
  private readonly first: Slot;
  private readonly second: Slot;

  /** @param groups by default the paper's */
  constructor(
    private readonly parameters: Parameters,
    protected readonly options: MomentOptions,
    private readonly groups: readonly ParamGroup[] = decayGroups(parameters),
  ) {
    this.first = new Slot(parameters, groups);
    this.second = new Slot(parameters, groups);
    this.scales = rateScales(groups);
  }

  abstract hyper(rates: RateOf, update: number): tf.Tensor1D;

  abstract apply(gradients: readonly tf.Tensor[], factor: tf.Tensor, hyper: tf.Tensor): void;

  slots(parameter: string): [slot: string, variable: tf.Variable][] {
    const [first, second] = [this.first.find(parameter), this.second.find(parameter)];
    if (!first || !second) return [];
    return [
      ['exp_avg', first],
      ['exp_avg_sq', second],
    ];
  }

  variables(): tf.Variable[] {
    return [...this.first.all(), ...this.second.all()];
  }

  dispose(): void {
    this.first.dispose();
    this.second.dispose();
  }

  /** What is learned, in model order. */
  protected learned(): Moments[] {
    const group = groupOf(this.groups);
    return learned(this.parameters, this.groups).map(({ name }) => ({
      group: group(name),
      variables: [this.parameters.get(name), this.first.get(name), this.second.get(name)],
    }));
  }
}
