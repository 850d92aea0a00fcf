import * as tf from '@tensorflow/tfjs-core';
import type { TensorFunction } from '../engine/runtime/runtime.js';
import type { Backend } from './backend.js';
import type { GraphOutput, Pointer } from './capi.js';
import { isHalf, tfDataType } from './dtypes.js';
import { Trace } from './trace.js';

/** A function that TensorFlow knows by name. */
export interface TracedFunction {
  name: string;
  fn: Pointer;
  outputs: number;
  /** For each of the traced variables: whether the function assigns it. */
  assigns: boolean[];
}

export interface TraceRequest {
  name: string;
  body: TensorFunction;
  /** Examples of the inputs: shapes and types count. */
  inputs: readonly tf.Tensor[];
  variables: readonly tf.Variable[];
  /** The type of half precision for what autocast gives it to. */
  half?: number;
  /** The types of the inputs where they are others than tfjs says: of pieces that are called in half precision. */
  types?: readonly number[];
}

let serial = 0;

/** Traces `body` into a function of its inputs and the resources of its variables. Nothing of tfjs's state changes. */
export function traceFunction(backend: Backend, request: TraceRequest): TracedFunction {
  const { name } = request;
  const { binding } = backend;
  const { c, status, pointer } = binding.context;
  const trace = new Trace(backend, name, request.half);
  try {
    const { outputs, assigns } = binding.traceInto(trace, () => traceBody(trace, request));
    const unique = `${name.replace(/[^A-Za-z0-9_]/g, '_')}_${serial++}`;
    const fn = trace.graph.toFunction({ name: `fn_${unique}`, inputs: trace.inputs, outputs, effects: trace.effects });
    try {
      c.contextAddFunction(pointer, fn, status.pointer);
      status.check(name);
    } catch (error) {
      c.deleteFunction(fn);
      throw error;
    }
    return { name: `fn_${unique}`, fn, outputs: outputs.length, assigns };
  } finally {
    trace.graph.delete();
  }
}

/** Makes TensorFlow forget `traced`. */
export function deleteFunction(backend: Backend, traced: TracedFunction): void {
  const { c, status, pointer } = backend.binding.context;
  c.contextRemoveFunction(pointer, traced.name, status.pointer);
  c.deleteFunction(traced.fn);
  status.check(traced.name);
}

/** Distinguishes inputs that need functions of their own. */
export function signature(inputs: readonly tf.Tensor[]): string {
  return inputs.map(input => `${input.dtype}[${input.shape}]`).join();
}

/** What a traced body left behind. */
interface TracedBody {
  outputs: GraphOutput[];
  assigns: boolean[];
}

function traceBody(trace: Trace, { body, inputs, variables, types = [] }: TraceRequest): TracedBody {
  const engine = tf.engine();
  engine.startScope();
  // A second owner of every variable's values keeps them while the variable stands for a traced value.
  const values = variables.map(variable => tf.clone(variable));
  try {
    const symbols = inputs.map((input, i) => trace.input(input.shape, types[i] ?? tfDataType(input.dtype)));
    const places = variables.map(variable => trace.variable(variable.shape, tfDataType(variable.dtype)));
    for (const [i, variable] of variables.entries()) variable.assign(places[i]!.value);
    const narrow = types.length > 0 && types.every(isHalf) ? types[0] : undefined;
    const outputs = body(...symbols).map(output => trace.output(output, narrow));
    const assigns = variables.map((variable, i) => variable.dataId !== places[i]!.value.dataId);
    for (const [i, variable] of variables.entries()) if (assigns[i]) places[i]!.assign(variable);
    return { outputs, assigns };
  } finally {
    for (const [i, variable] of variables.entries()) variable.assign(values[i]!);
    engine.endScope();
  }
}
