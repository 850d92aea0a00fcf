import * as tf from '@tensorflow/tfjs-core';
import type { TensorFunction } from '../engine/runtime/runtime.js';
import { BY_XLA } from './attributes.js';
import type { Backend } from './backend.js';
import { signature, type TracedFunction, traceFunction } from './functions.js';

/** tfjs's engine; whether it records for gradients is not in its types. */
type Engine = ReturnType<typeof tf.engine> & { isTapeOn(): boolean };

/**
 * Pieces of steps that XLA compiles, each into one kernel that passes over memory once. Made once per name and signature
 * of the inputs.
 */
export class Pieces {
  private readonly made = new Map<string, TracedFunction>();
  private readonly sources = new Map<string, string>();

  constructor(private readonly backend: Backend) {}

  /**
   * `piece`, compiled. Its name stands for everything that it computes, constants included. It has no gradient, so while
   * tfjs records for one the piece runs as it is: call it inside `tf.customGrad`.
   */
  fuse(name: string, piece: TensorFunction): TensorFunction {
    const source = piece.toString();
    if ((this.sources.get(name) ?? source) !== source) throw new Error(`Two different pieces are named ${name}.`);
    this.sources.set(name, source);
    return (...inputs) => ((tf.engine() as Engine).isTapeOn() ? piece(...inputs) : this.call(name, piece, inputs));
  }

  private call(name: string, body: TensorFunction, inputs: tf.Tensor[]): tf.Tensor[] {
    const { binding } = this.backend;
    const trace = binding.activeTrace;
    // Within a trace in half precision inputs may be of it: they are read so, and widened where they are used.
    const types = trace && inputs.map(input => trace.typeOf(input));
    const key = `${name}(${signature(inputs)})${types?.join() ?? ''}`;
    let made = this.made.get(key);
    if (!made) {
      made = traceFunction(this.backend, { name, body, inputs, variables: [], types });
      this.made.set(key, made);
    }
    const ids = inputs.map(input => this.backend.id(input));
    const results = trace ? trace.call(made, BY_XLA, ids) : binding.executeOp(made.name, BY_XLA, ids, made.outputs);
    return results.map(metadata => this.backend.tensor(metadata));
  }
}
