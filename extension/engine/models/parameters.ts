import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../random.js';

/** One trainable tensor: official name, PyTorch layout, and how it starts. */
export interface ParameterSpec {
  name: string;
  shape: number[];
  /** Fills the initial values, row-major. */
  init: Initialiser;
  /** Never decayed although it has several axes (position embeddings and class token of the encoder). */
  noDecay?: boolean;
}

export type Initialiser = (random: Random, count: number) => Float32Array;

/** The trainable tensors of a model by their official names, in model order. */
export class Parameters {
  private readonly variables = new Map<string, tf.Variable>();

  constructor(readonly specs: readonly ParameterSpec[]) {}

  /** Draws every parameter from its own stream of `seed`, so that adding one does not change the others. */
  initialise(seed: number): void {
    for (const spec of this.specs) {
      const count = spec.shape.reduce((a, b) => a * b, 1);
      this.set(spec.name, spec.init(new Random(seed, ...nameStream(spec.name)), count));
    }
  }

  /** The variable called `name`. Throws when the model has none or it was not initialised. */
  get(name: string): tf.Variable {
    const variable = this.variables.get(name);
    if (!variable) throw new Error(`There is no parameter ${name}.`);
    return variable;
  }

  /** Sets the values of one parameter, row-major; creates its variable on first use. */
  set(name: string, values: Float32Array): void {
    const spec = this.specs.find(s => s.name === name);
    if (!spec) throw new Error(`There is no parameter ${name}.`);
    const value = tf.tensor(values, spec.shape, 'float32');
    const variable = this.variables.get(name);
    if (variable) {
      variable.assign(value);
      value.dispose();
    } else {
      this.variables.set(name, tf.variable(value, true));
      value.dispose();
    }
  }

  /** All variables, in model order. */
  all(): tf.Variable[] {
    return this.specs.map(spec => this.get(spec.name));
  }

  /** The variables of one layer: those whose names start with `prefix` and a dot. */
  below(prefix: string): tf.Variable[] {
    return this.specs.filter(spec => spec.name.startsWith(`${prefix}.`)).map(spec => this.get(spec.name));
  }

  /** Number of trainable values. */
  count(): number {
    return this.specs.reduce((sum, spec) => sum + spec.shape.reduce((a, b) => a * b, 1), 0);
  }

  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose();
    this.variables.clear();
  }
}

function nameStream(name: string): number[] {
  return [...name].map(character => character.codePointAt(0)!);
}
