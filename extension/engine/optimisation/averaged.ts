import * as tf from '@tensorflow/tfjs-core';
import type { Parameters, StateSpec } from '../models/parameters.js';
import { runtime } from '../runtime/runtime.js';
import { groupOf, type ParamGroup } from './groups.js';
import type { Optimiser, RateOf } from './optimiser.js';

/** How averages are called among what an optimiser remembers. */
export const AVERAGE_SLOT = 'ema';

/**
 * An optimiser that keeps an average of what it makes better: decay * average + (1 - decay) * value after every update, as timm's
 * ModelEmaV2 does. Running statistics are averaged too; counts, and what is not learned, have none.
 */
export class Averaged implements Optimiser {
  private readonly averages: ReadonlyMap<string, tf.Variable>;

  /** @param parameters whose values are the first averages */
  constructor(
    private readonly optimiser: Optimiser,
    private readonly parameters: Parameters,
    groups: readonly ParamGroup[],
    private readonly decay: number,
  ) {
    const group = groupOf(groups);
    const changes = ({ name, buffer }: StateSpec) => (buffer ? buffer.dtype === 'F32' : !group(name).frozen);
    this.averages = new Map(
      parameters.stored.filter(changes).map(({ name }) => [name, tf.variable(parameters.get(name), false)]),
    );
  }

  /** Makes the values as they are the averages: where a training starts. */
  start(): void {
    for (const [name, average] of this.averages) average.assign(this.parameters.get(name));
  }

  /** Puts the averages in the place of the values and these in theirs. Twice, and nothing has changed, to the bit. */
  swap(): void {
    for (const [name, average] of this.averages) {
      const value = this.parameters.get(name);
      const kept = tf.clone(value);
      value.assign(average);
      average.assign(kept);
      kept.dispose();
    }
  }

  slots(parameter: string): [slot: string, variable: tf.Variable][] {
    const average = this.averages.get(parameter);
    const own: [string, tf.Variable][] = average ? [[AVERAGE_SLOT, average]] : [];
    return [...this.optimiser.slots(parameter), ...own];
  }

  variables(): tf.Variable[] {
    return [...this.optimiser.variables(), ...this.averages.values()];
  }

  hyper(rates: RateOf, update: number): tf.Tensor1D {
    return this.optimiser.hyper(rates, update);
  }

  apply(gradients: readonly tf.Tensor[], factor: tf.Tensor, hyper: tf.Tensor): void {
    this.optimiser.apply(gradients, factor, hyper);
    const { decay } = this;
    const mean = runtime().fuse(`average ${decay}`, (average, value) => [
      tf.add(tf.mul(average!, decay), tf.mul(value!, 1 - decay)),
    ]);
    for (const [name, average] of this.averages) {
      const [next] = mean(average, this.parameters.get(name));
      average.assign(next!);
    }
  }

  dispose(): void {
    for (const average of this.averages.values()) average.dispose();
    this.optimiser.dispose();
  }
}
