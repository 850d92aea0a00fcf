import type * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from '../models/parameters.js';
import type { ParamGroup } from './groups.js';
import { Slot } from './slot.js';

/** The averages of the gradient and of its square that AdamW and LAMB remember, under PyTorch's names. */
export class Moments {
  readonly first: Slot;
  readonly second: Slot;

  constructor(parameters: Pick<Parameters, 'specs'>, groups: readonly ParamGroup[]) {
    this.first = new Slot(parameters, groups);
    this.second = new Slot(parameters, groups);
  }

  /** Those of a parameter; none of a frozen one. */
  slots(parameter: string): [slot: string, variable: tf.Variable][] {
    const [first, second] = [this.first.find(parameter), this.second.find(parameter)];
    if (!first || !second) return [];
    return [
      ['exp_avg', first],
      ['exp_avg_sq', second],
    ];
  }

  all(): tf.Variable[] {
    return [...this.first.all(), ...this.second.all()];
  }

  dispose(): void {
    this.first.dispose();
    this.second.dispose();
  }
}
