import { type Attribute, type AttributeSetters, setAttributes, shapeAttribute, typeAttribute } from './attributes.js';
import { bufferBytes } from './buffer.js';
import type { GraphOutput, Pointer } from './capi.js';
import type { Context, TensorDescription } from './context.js';
import { type OpDefinition, parseOpDefinition } from './opdef.js';

/** What a function made of a graph consists of. */
export interface FunctionSignature {
  name: string;
  inputs: readonly GraphOutput[];
  outputs: readonly GraphOutput[];
  /** Operations that run though no output depends on them. */
  effects: readonly Pointer[];
}

/** A graph under construction (`TF_Graph`): TensorFlow checks every operation and infers its shapes; nothing runs. */
export class Graph {
  private readonly pointer: Pointer;
  private readonly setters: AttributeSetters;
  private readonly definitions = new Map<string, OpDefinition>();
  private readonly functions = new Set<Pointer>();
  private operations = 0;

  constructor(private readonly context: Context) {
    const { c } = context;
    this.pointer = c.newGraph();
    this.setters = {
      type: c.setType,
      bool: c.setBool,
      int: c.setInt,
      intList: c.setIntList,
      float: c.setFloat,
      string: c.setString,
      shape: c.setShape,
    };
  }

  /** Adds an operation that runs after those in `after`; its outputs are numbered from 0. */
  add(
    op: string,
    attributes: readonly Attribute[],
    inputs: readonly GraphOutput[],
    after: readonly Pointer[] = [],
  ): Pointer {
    const definition = this.definition(op);
    const operation = this.context.c.newOperation(this.pointer, op, `op${this.operations++}`);
    this.addInputs(operation, definition, attributes, inputs);
    for (const other of after) this.context.c.addControlInput(operation, other);
    setAttributes(this.setters, operation, attributes);
    return this.finish(operation, op);
  }

  /** Adds a constant that holds the values of an eager tensor. */
  constant(handle: Pointer): GraphOutput {
    const { c, status } = this.context;
    return this.context.withTensor(handle, tensor => {
      const operation = c.newOperation(this.pointer, 'Const', `op${this.operations++}`);
      c.setType(operation, 'dtype', c.tensorHandleDataType(handle));
      c.setTensor(operation, 'value', tensor, status.pointer);
      return { oper: this.finish(operation, 'Const'), index: 0 };
    });
  }

  /** Adds an input of the function to be. */
  placeholder(shape: number[], dtype: number): GraphOutput {
    return {
      oper: this.add('Placeholder', [typeAttribute('dtype', dtype), shapeAttribute('shape', shape)], []),
      index: 0,
    };
  }

  /** The same value with a shape that TensorFlow cannot infer, such as that of a variable. */
  ensureShape(output: GraphOutput, shape: number[], dtype: number): GraphOutput {
    const attributes = [typeAttribute('T', dtype), shapeAttribute('shape', shape)];
    return { oper: this.add('EnsureShape', attributes, [output]), index: 0 };
  }

  typeOf(output: GraphOutput): number {
    return this.context.c.outputType(output);
  }

  /** The shape and type that TensorFlow inferred. Throws where it could not. */
  describe(output: GraphOutput, op: string): TensorDescription {
    const { c, status } = this.context;
    const rank = c.graphNumDims(this.pointer, output, status.pointer);
    status.check(op);
    const dims = new BigInt64Array(Math.max(rank, 1));
    if (rank > 0) c.graphShape(this.pointer, output, dims, rank, status.pointer);
    status.check(op);
    const shape = Array.from(dims.subarray(0, Math.max(rank, 0)), Number);
    if (rank < 0 || shape.includes(-1))
      throw new Error(`The shape of ${op} depends on values, so it cannot be traced.`);
    return { shape, dtype: c.outputType(output) };
  }

  /** Lets the graph call `fn`. */
  use(fn: Pointer): void {
    if (this.functions.has(fn)) return;
    this.context.c.graphCopyFunction(this.pointer, fn, null, this.context.status.pointer);
    this.context.status.check('using a function');
    this.functions.add(fn);
  }

  /** Makes the graph a function (`TF_Function`). The caller owns it. */
  toFunction({ name, inputs, outputs, effects }: FunctionSignature): Pointer {
    const { c, status } = this.context;
    // A function may not return its own input, nor the same value twice.
    const results = outputs.map(output => {
      const type = typeAttribute('T', c.outputType(output));
      return { oper: this.add('Identity', [type], [output]), index: 0 };
    });
    const fn = c.graphToFunction(
      this.pointer,
      name,
      0,
      -1,
      null,
      inputs.length,
      [...inputs],
      results.length,
      results,
      null,
      effects.length,
      [...effects],
      null,
      null,
      null,
      status.pointer,
    );
    status.check(name);
    return fn!;
  }

  delete(): void {
    this.context.c.deleteGraph(this.pointer);
  }

  private addInputs(
    operation: Pointer,
    op: OpDefinition,
    attributes: readonly Attribute[],
    inputs: readonly GraphOutput[],
  ) {
    const { c } = this.context;
    const singles = op.inputs.filter(input => !input.isList).length;
    let next = 0;
    for (const input of op.inputs) {
      if (!input.isList) {
        if (next < inputs.length) c.addInput(operation, inputs[next++]!);
        continue;
      }
      const count = attributes.find(attribute => attribute.name === input.countAttribute)?.value;
      const list = inputs.slice(next, next + (typeof count === 'number' ? count : inputs.length - singles));
      c.addInputList(operation, list, list.length);
      next += list.length;
    }
  }

  private definition(op: string): OpDefinition {
    const known = this.definitions.get(op);
    if (known) return known;
    const { c, status } = this.context;
    const buffer = c.newBuffer();
    try {
      c.graphGetOpDef(this.pointer, op, buffer, status.pointer);
      status.check(op);
      const definition = parseOpDefinition(bufferBytes(c, buffer));
      this.definitions.set(op, definition);
      return definition;
    } finally {
      c.deleteBuffer(buffer);
    }
  }

  private finish(operation: Pointer, op: string): Pointer {
    const finished = this.context.c.finishOperation(operation, this.context.status.pointer);
    this.context.status.check(op);
    return finished!;
  }
}
