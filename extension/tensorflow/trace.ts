import * as tf from '@tensorflow/tfjs-core';
import { type Attribute, AttributeType, typeAttribute } from './attributes.js';
import { autocast } from './autocast.js';
import type { Backend } from './backend.js';
import type { TensorMetadata } from './binding.js';
import type { GraphOutput, Pointer } from './capi.js';
import { DataType, isFloat, isHalf } from './dtypes.js';
import { Graph } from './graph.js';

/** A function that TensorFlow knows by name. */
interface Callee {
  fn: Pointer;
  name: string;
  outputs: number;
}

/** A function that is being traced: the ops of tfjs's kernels become operations of a graph. */
export class Trace {
  readonly graph: Graph;
  readonly inputs: GraphOutput[] = [];
  /** Assignments to variables: they run though no output depends on them. */
  readonly effects: Pointer[] = [];
  private readonly constants = new Map<number, GraphOutput>();
  /** Of values, what they are in another type. */
  private readonly casts = new Map<string, GraphOutput>();
  /** The tensors behind tfjs's variables: never constants. */
  private readonly variables = new Map<number, string>();

  constructor(
    private readonly backend: Backend,
    private readonly name: string,
    /** The type of half precision, in which ops are where autocast lets them; none = all is as tfjs says. */
    private readonly half?: number,
  ) {
    this.graph = new Graph(backend.binding.context);
    for (const variable of Object.values(tf.engine().registeredVariables)) {
      this.variables.set(backend.id(variable), variable.name);
    }
  }

  /** A new input of the function, as a tensor; one of half precision is widened first. */
  input(shape: number[], dtype: number): tf.Tensor {
    const output = this.graph.placeholder(shape, dtype);
    this.inputs.push(output);
    return this.backend.tensor(this.metadata(isHalf(dtype) ? this.cast(output, DataType.FLOAT) : output, 'an input'));
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
    const given = inputs.map(id => this.outputOf(id));
    const dtype = this.half === undefined ? undefined : this.typeFor(this.half, name, given);
    if (dtype === undefined) return this.add(name, attributes, given, outputs);
    const retypedAttributes = attributes.map(attribute => retyped(attribute, dtype));
    const cast = given.map(output => this.cast(output, dtype));
    return this.add(name, retypedAttributes, cast, outputs);
  }

  /** Calls a function with inputs of the types that they have. */
  call({ fn, name, outputs }: Callee, attributes: readonly Attribute[], inputs: readonly number[]) {
    this.graph.use(fn);
    const given = inputs.map(id => this.outputOf(id));
    return this.add(name, attributes, given, outputs);
  }

  /** A value that is there only when another one is. */
  after(value: tf.TensorInfo, cause: tf.TensorInfo): TensorMetadata {
    const output = this.outputOf(this.backend.id(value));
    const type = typeAttribute('T', this.graph.typeOf(output));
    const late = this.graph.add('Identity', [type], [output], [this.outputOf(this.backend.id(cause)).oper]);
    return this.metadata({ oper: late, index: 0 }, 'Identity');
  }

  /** The type that a tensor has here; tfjs takes half precision for single. */
  typeOf(tensor: tf.TensorInfo): number {
    return this.graph.typeOf(this.outputOf(this.backend.id(tensor)));
  }

  /** The place of a tensor in the graph, of the type that tfjs knows or, if it is a float, of another; an eager tensor becomes a constant. */
  output(tensor: tf.TensorInfo, dtype: number = DataType.FLOAT): GraphOutput {
    return this.cast(this.outputOf(this.backend.id(tensor)), dtype);
  }

  private add(
    op: string,
    attributes: readonly Attribute[],
    inputs: readonly GraphOutput[],
    outputs: number,
  ): TensorMetadata[] {
    const operation = this.graph.add(op, attributes, inputs);
    return Array.from({ length: outputs }, (_, index) => this.metadata({ oper: operation, index }, op));
  }

  private typeFor(half: number, op: string, inputs: readonly GraphOutput[]): number | undefined {
    const operands = inputs.map(input => {
      const { shape, dtype } = this.graph.describe(input, op);
      return { dtype, rank: shape.length };
    });
    return autocast(half, op, operands);
  }

  /** A float in another precision; what is no float stays as it is. */
  private cast(output: GraphOutput, dtype: number): GraphOutput {
    const from = this.graph.typeOf(output);
    if (from === dtype || !isFloat(from)) return output;
    const key = `${output.oper} ${output.index} ${dtype}`;
    const known = this.casts.get(key);
    if (known) return known;
    const types = [typeAttribute('SrcT', from), typeAttribute('DstT', dtype)];
    const made = { oper: this.graph.add('Cast', types, [output]), index: 0 };
    this.casts.set(key, made);
    return made;
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
    const { shape, dtype } = this.graph.describe(output, op);
    const id = this.backend.binding.adoptTraced(this, output);
    return { id, shape, dtype: isHalf(dtype) ? DataType.FLOAT : dtype };
  }
}

function retyped(attribute: Attribute, dtype: number): Attribute {
  const { type, value } = attribute;
  return type === AttributeType.TYPE && value === DataType.FLOAT ? { ...attribute, value: dtype } : attribute;
}
