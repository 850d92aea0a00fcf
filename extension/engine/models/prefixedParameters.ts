import type * as tf from '@tensorflow/tfjs-core';
import { Parameters, type StateSpec } from './parameters.js';

/**
 * Some of another's tensors under longer names: how an encoder, whose names start with 'encoder.', reads and sets the
 * tensors of a classifier, where the official names lack it. Owns nothing; the tensors live and end with the other.
 */
export class PrefixedParameters extends Parameters {
  /** @param state what it shows, with the prefix */
  constructor(
    private readonly prefix: string,
    private readonly owner: Parameters,
    state: readonly StateSpec[],
  ) {
    super(state);
  }

  override get(name: string): tf.Variable {
    return this.owner.get(this.ownerName(name));
  }

  override set(name: string, values: Float32Array): void {
    this.owner.set(this.ownerName(name), values);
  }

  override dispose(): void {}

  private ownerName(name: string): string {
    if (!name.startsWith(this.prefix)) throw new Error(`There is no parameter ${name}.`);
    return name.slice(this.prefix.length);
  }
}
