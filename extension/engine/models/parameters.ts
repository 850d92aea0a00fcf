import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../random.js';

/** One tensor of a model: official name, PyTorch layout, and how it starts. */
export interface StateSpec {
  name: string;
  shape: number[];
  /** Fills the initial values, row-major. */
  init: Initialiser;
  /** Never decayed although it has several axes (position embeddings and class token of the encoder). */
  noDecay?: boolean;
  /** Belongs to the state but is not learned; absent = it is. */
  buffer?: Buffer;
}

/** A trainable tensor. */
export type ParameterSpec = StateSpec & { buffer?: undefined };

/** A tensor of PyTorch's state that is not learned. */
export interface Buffer {
  /** Its type in files. In memory everything is a float. */
  dtype: 'F32' | 'I64';
  /** It follows from the sizes of the model: files for PyTorch hold it, and nothing here reads it. */
  derived?: boolean;
}

export type Initialiser = (random: Random, count: number) => Float32Array;

/** The tensors of a model by their official names, in the official order. */
export class Parameters {
  /** The trainable ones. */
  readonly specs: readonly ParameterSpec[];
  /** Those and what training remembers beside them (running statistics of batch norm); nothing derived. */
  readonly stored: readonly StateSpec[];
  private readonly byName: ReadonlyMap<string, StateSpec>;
  private readonly variables = new Map<string, tf.Variable>();

  /** @param state the complete state, what is derived included */
  constructor(readonly state: readonly StateSpec[]) {
    this.specs = state.filter((spec): spec is ParameterSpec => !spec.buffer);
    this.stored = state.filter(spec => !spec.buffer?.derived);
    this.byName = new Map(this.stored.map(spec => [spec.name, spec]));
  }

  /**
   * Draws every tensor from its own stream of `seed`, so that adding one does not change the others.
   *
   * @param wanted only these, where the others get their values from a file
   */
  initialise(seed: number, wanted: (spec: StateSpec) => boolean = () => true): void {
    for (const spec of this.stored.filter(wanted)) {
      this.set(spec.name, spec.init(new Random(seed, ...nameStream(spec.name)), elements(spec)));
    }
  }

  /** Makes every tensor, all zeros: they get their values from a file. */
  allocate(): void {
    for (const spec of this.stored) this.set(spec.name, new Float32Array(elements(spec)));
  }

  /** The variable called `name`. Throws when the model has none or it was not initialised. */
  get(name: string): tf.Variable {
    const variable = this.variables.get(name);
    if (!variable) throw new Error(`There is no parameter ${name}.`);
    return variable;
  }

  /** Sets the values of one tensor, row-major; creates its variable on first use. */
  set(name: string, values: Float32Array): void {
    const spec = this.byName.get(name);
    if (!spec) throw new Error(`There is no parameter ${name}.`);
    const value = tf.tensor(values, spec.shape, 'float32');
    const variable = this.variables.get(name);
    if (variable) {
      variable.assign(value);
      value.dispose();
    } else {
      this.variables.set(name, tf.variable(value, !spec.buffer));
      value.dispose();
    }
  }

  /** The trainable variables, in model order. */
  all(): tf.Variable[] {
    return this.specs.map(spec => this.get(spec.name));
  }

  /** All variables, running statistics included: what a compiled step reads or assigns. */
  variablesOfState(): tf.Variable[] {
    return this.stored.map(spec => this.get(spec.name));
  }

  /** The trainable variables of one layer: those whose names start with `prefix` and a dot. */
  below(prefix: string): tf.Variable[] {
    return this.specs.filter(spec => spec.name.startsWith(`${prefix}.`)).map(spec => this.get(spec.name));
  }

  /** Number of trainable values. */
  count(): number {
    return this.specs.reduce((sum, spec) => sum + elements(spec), 0);
  }

  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose();
    this.variables.clear();
  }
}

/** Whether weight decay applies to a parameter: not to those of one axis, biases, and what the model exempts (fact sheet 1.12). */
export function isDecayed(spec: { name: string; shape: number[]; noDecay?: boolean }): boolean {
  return spec.shape.length > 1 && !spec.name.endsWith('.bias') && !spec.noDecay;
}

function elements({ shape }: StateSpec): number {
  return shape.reduce((a, b) => a * b, 1);
}

function nameStream(name: string): number[] {
  return [...name].map(character => character.codePointAt(0)!);
}
