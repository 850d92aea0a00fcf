import * as tf from '@tensorflow/tfjs-core';
import { type Attribute, typeAttribute } from './attributes.js';
import type { Backend } from './backend.js';
import type { TensorMetadata } from './binding.js';
import type { GraphOutput, Pointer } from './capi.js';
import { DataType } from './dtypes.js';
import { Graph } from './graph.js';

/** A function that is being traced: the ops of tfjs's kernels become operations of a graph. */
export class Trace {
  readonly graph: Graph;
  readonly inputs: GraphOutput[] = [];
  /** Assignments to variables: they run though no output depends on them. */
  readonly effects: Pointer[] = [];
  private readonly constants = new Map<number, GraphOutput>();
  /** The tensors behind tfjs's variables: never constants. */
  private readonly variables = new Map<number, string>();

  constructor(
    private readonly backend: Backend,
    private readonly name: string,
  ) {
    this.graph = new Graph(backend.binding.context);
    for (const variable of Object.values(tf.engine().registeredVariables)) {
      this.variables.set(backend.id(variable), variable.name);
    }
  }

  /** A new input of the function, as a tensor. */
  input(shape: number[], dtype: number): tf.Tensor {
    const output = this.graph.placeholder(shape, dtype);
    this.inputs.push(output);
    return this.backend.tensor(this.metadata(output, 'an input'));
  }

  /** A new input of the function that is a variable: its value when the function starts, and a way to assign it. */
  variable(shape: number[], dtype: number): { value: tf.Tensor; assign(value: tf.Tensor): void } {
    const resource = this.graph.placeholder([], DataType.RESOURCE);
    this.inputs.push(resource);
    const type = typeAttribute('dtype', dtype);
    const read = this.graph.add('ReadVariableOp', [type], [resource]);
    const shaped = this.graph.ensureShape({ oper: read, index: 0 }, shape, dtype);
    return {
      value: this.backend.tensor(this.metadata(shaped, 'a variable')),
      assign: value => {
        // Reading shares the buffer and assigning replaces it, so order matters between these two ops only.
        const assignment = this.graph.add('AssignVariableOp', [type], [resource, this.output(value)], [read]);
        this.effects.push(assignment);
      },
    };
  }

  /** Adds an op; called by the binding. */
  executeOp(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorMetadata[] {
    const operation = this.graph.add(
      name,
      attributes,
      inputs.map(id => this.outputOf(id)),
    );
    return Array.from({ length: outputs }, (_, index) => this.metadata({ oper: operation, index }, name));
  }

  /** The place of a tensor in the graph; an eager tensor becomes a constant. */
  output(tensor: tf.TensorInfo): GraphOutput {
    return this.outputOf(this.backend.id(tensor));
  }

  private outputOf(id: number): GraphOutput {
    const traced = this.backend.binding.traced(id);
    if (traced?.trace === this) return traced.output;
    if (traced) throw new Error(`${this.name} uses a tensor of the step around it: pass it as an argument.`);
    const variable = this.variables.get(id);
    if (variable !== undefined) {
      throw new Error(`${this.name} uses the variable ${variable}, which is not in its list of variables.`);
    }
    const known = this.constants.get(id);
    if (known) return known;
    const constant = this.graph.constant(this.backend.binding.handle(id));
    this.constants.set(id, constant);
    return constant;
  }

  private metadata(output: GraphOutput, op: string): TensorMetadata {
    const description = this.graph.describe(output, op);
    return { id: this.backend.binding.adoptTraced(this, output), ...description };
  }
}
