import type * as tf from '@tensorflow/tfjs-core';
import type { CompiledStep, TensorFunction } from '../engine/runtime/runtime.js';
import { BY_XLA } from './attributes.js';
import type { Backend } from './backend.js';
import type { Pointer } from './capi.js';
import { deleteFunction, signature, type TracedFunction, traceFunction } from './functions.js';

export interface StepOptions {
  name: string;
  body: TensorFunction;
  variables: readonly tf.Variable[];
  /** The type of half precision, if it computes in one. */
  half: number | undefined;
  /** XLA compiles the whole. */
  byXla: boolean;
}

/**
 * A step that TensorFlow runs as one function, traced once per signature of its inputs. Its variables live in
 * TensorFlow's own variables, which the function updates in place; other steps and eager ops see the same values.
 */
export class TensorflowStep implements CompiledStep {
  private readonly traced = new Map<string, TracedFunction>();
  private disposed = false;

  constructor(
    private readonly backend: Backend,
    private readonly options: StepOptions,
  ) {}

  async run(...inputs: tf.Tensor[]): Promise<tf.Tensor[]> {
    const { name, variables, byXla } = this.options;
    if (this.disposed) throw new Error(`The compiled step ${name} was disposed.`);
    const { binding } = this.backend;
    binding.context.checkIdle(`run ${name}`);
    const traced = this.functionFor(inputs);
    const handles = inputs.map(input => binding.handle(this.backend.id(input)));
    const resources = variables.map((variable, i) => this.resourceOf(variable, traced.assigns[i]!));
    const attributes = byXla ? BY_XLA : [];
    const outputs = await binding.context.executeAsync(
      traced.name,
      attributes,
      [...handles, ...resources],
      traced.outputs,
    );
    return outputs.map(handle => this.backend.tensor(binding.adopt(handle)));
  }

  dispose(): void {
    this.backend.binding.context.checkIdle(`dispose ${this.options.name}`);
    this.disposed = true;
    for (const traced of this.traced.values()) deleteFunction(this.backend, traced);
    this.traced.clear();
  }

  private functionFor(inputs: readonly tf.Tensor[]): TracedFunction {
    const key = signature(inputs);
    let traced = this.traced.get(key);
    if (!traced) {
      const { name, body, variables, half } = this.options;
      traced = traceFunction(this.backend, { name, body, inputs, variables, half });
      this.traced.set(key, traced);
    }
    return traced;
  }

  /**
   * The TensorFlow variable behind `variable`. A new one is made when the program assigned another value since the last
   * run, or when other tensors share the value: these must not change with the variable.
   */
  private resourceOf(variable: tf.Variable, assigned: boolean): Pointer {
    const { binding } = this.backend;
    const id = this.backend.id(variable);
    if (assigned) binding.forgetRead(id);
    const resource = binding.resource(id);
    if (resource && !(assigned && this.backend.isShared(variable))) return resource;
    const metadata = binding.createVariable(id);
    const value = this.backend.tensor(metadata);
    variable.assign(value);
    value.dispose();
    return binding.resource(metadata.id)!;
  }
}
