import * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from '../models/parameters.js';
import { learned, type ParamGroup } from './groups.js';

/** What an optimiser remembers of each learned parameter under one name: a variable of the parameter's shape, zero at first. */
export class Slot {
  private readonly byParameter: ReadonlyMap<string, tf.Variable>;

  constructor(parameters: Pick<Parameters, 'specs'>, groups: readonly ParamGroup[]) {
    this.byParameter = new Map(
      learned(parameters, groups).map(({ name, shape }) => [name, tf.tidy(() => tf.variable(tf.zeros(shape), false))]),
    );
  }

  /** Undefined for a frozen parameter. */
  find(parameter: string): tf.Variable | undefined {
    return this.byParameter.get(parameter);
  }

  get(parameter: string): tf.Variable {
    return this.byParameter.get(parameter)!;
  }

  all(): tf.Variable[] {
    return [...this.byParameter.values()];
  }

  dispose(): void {
    for (const variable of this.all()) variable.dispose();
  }
}
