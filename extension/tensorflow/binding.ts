import { type Attribute, AttributeType, shapeAttribute, stringAttribute, typeAttribute } from './attributes.js';
import type { Bytes, GraphOutput, Pointer } from './capi.js';
import type { Context, TensorDescription } from './context.js';
import { DataType, type Values } from './dtypes.js';
import type { Trace } from './trace.js';

/** A tensor as tfjs's kernels get it from the binding. */
export interface TensorMetadata extends TensorDescription {
  id: number;
}

/** What a tensor's number stands for. */
type Entry =
  | { kind: 'tensor'; handle: Pointer }
  /** A variable that compiled steps update in place; `read` is its present value, once asked for. */
  | { kind: 'variable'; resource: Pointer; dtype: number; read?: Pointer }
  /** A value of a function that is being traced. */
  | { kind: 'traced'; trace: Trace; output: GraphOutput };

/** A shared name that makes `VarHandleOp` create a variable of its own, freed with its last handle. */
const ANONYMOUS = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

/**
 * The object through which the kernels of tfjs-node reach TensorFlow, in place of its C++ addon. Tensors are numbers.
 * While a trace is active, ops are added to its graph instead of being executed.
 */
export class Binding {
  private readonly entries = new Map<number, Entry>();
  private readonly traces: Trace[] = [];
  private next = 0;
  private readonly gpu: boolean;

  constructor(readonly context: Context) {
    this.gpu = context.devices().includes('GPU');
  }

  /** Called by tfjs. The new tensor is eager even while tracing, for it may outlive the trace. */
  createTensor(shape: number[], dtype: number, values: Bytes): number {
    return this.put({ kind: 'tensor', handle: this.context.newTensor(shape, dtype, values) });
  }

  /** Called by tfjs. */
  deleteTensor(id: number): void {
    const entry = this.entry(id);
    this.entries.delete(id);
    if (entry.kind === 'tensor') this.context.delete(entry.handle);
    if (entry.kind === 'variable') {
      if (entry.read) this.context.delete(entry.read);
      this.context.delete(entry.resource);
    }
  }

  /** Called by tfjs: the values of a tensor. */
  tensorDataSync(id: number): Values {
    if (this.entry(id).kind === 'traced') {
      throw new Error('A value cannot be read inside a compiled step: return it from the step and read it there.');
    }
    return this.context.read(this.handle(id));
  }

  /** Called by tfjs: executes an op, or traces it. */
  executeOp(name: string, attributes: Attribute[], inputs: number[], outputs: number): TensorMetadata[] {
    const trace = this.activeTrace;
    if (trace) return trace.executeOp(name, attributes, inputs, outputs);
    const handles = inputs.map(id => this.handle(id));
    return this.context.execute(name, attributes, handles, outputs).map(handle => this.adopt(handle));
  }

  /** Called by tfjs. */
  isUsingGpuDevice(): boolean {
    return this.gpu;
  }

  /** Called by tfjs. */
  getNumOfTensors(): number {
    return this.entries.size;
  }

  /** The innermost function that is being traced. */
  get activeTrace(): Trace | undefined {
    return this.traces.at(-1);
  }

  /** Runs `body` with its ops going to `trace`. */
  traceInto<T>(trace: Trace, body: () => T): T {
    this.traces.push(trace);
    try {
      return body();
    } finally {
      this.traces.pop();
    }
  }

  /** A number for a new tensor; the binding owns the handle from now on. */
  adopt(handle: Pointer): TensorMetadata {
    const description = this.context.describe(handle);
    return { id: this.put({ kind: 'tensor', handle }), ...description };
  }

  /** A number for a value of a trace. */
  adoptTraced(trace: Trace, output: GraphOutput): number {
    return this.put({ kind: 'traced', trace, output });
  }

  /** The place of a traced value, or nothing for an eager tensor. */
  traced(id: number): { trace: Trace; output: GraphOutput } | undefined {
    const entry = this.entry(id);
    return entry.kind === 'traced' ? entry : undefined;
  }

  /** The eager tensor behind a number; the binding keeps owning it. */
  handle(id: number): Pointer {
    const entry = this.entry(id);
    if (entry.kind === 'tensor') return entry.handle;
    if (entry.kind === 'traced')
      throw new Error('A value of a compiled step was used outside of it: return it instead.');
    entry.read ??= this.context.execute(
      'ReadVariableOp',
      [typeAttribute('dtype', entry.dtype)],
      [entry.resource],
      1,
    )[0]!;
    return entry.read;
  }

  /** The resource of a variable, to pass to a function, or nothing for a plain tensor. */
  resource(id: number): Pointer | undefined {
    const entry = this.entry(id);
    return entry.kind === 'variable' ? entry.resource : undefined;
  }

  /** A new variable with the value of tensor `id`. The values are shared until one of the two is written. */
  createVariable(id: number): TensorMetadata {
    const value = this.handle(id);
    const { shape, dtype } = this.context.describe(value);
    const type = typeAttribute('dtype', dtype);
    const name = stringAttribute('shared_name', ANONYMOUS);
    const resource = this.context.execute('VarHandleOp', [type, shapeAttribute('shape', shape), name], [], 1)[0]!;
    this.context.execute('AssignVariableOp', [type], [resource, value], 0);
    return { id: this.put({ kind: 'variable', resource, dtype }), shape, dtype };
  }

  /** Says that a function is about to write the variable `id`: its value as read before is no longer current. */
  forgetRead(id: number): void {
    const entry = this.entry(id);
    if (entry.kind !== 'variable' || !entry.read) return;
    this.context.delete(entry.read);
    entry.read = undefined;
  }

  private put(entry: Entry): number {
    this.entries.set(this.next, entry);
    return this.next++;
  }

  private entry(id: number): Entry {
    const entry = this.entries.get(id);
    if (!entry) throw new Error('A tensor was used after it was disposed.');
    return entry;
  }

  readonly TF_FLOAT = DataType.FLOAT;
  readonly TF_INT32 = DataType.INT32;
  readonly TF_INT64 = DataType.INT64;
  readonly TF_BOOL = DataType.BOOL;
  readonly TF_COMPLEX64 = DataType.COMPLEX64;
  readonly TF_STRING = DataType.STRING;
  readonly TF_RESOURCE = DataType.RESOURCE;
  readonly TF_UINT8 = DataType.UINT8;
  readonly TF_ATTR_STRING = AttributeType.STRING;
  readonly TF_ATTR_INT = AttributeType.INT;
  readonly TF_ATTR_FLOAT = AttributeType.FLOAT;
  readonly TF_ATTR_BOOL = AttributeType.BOOL;
  readonly TF_ATTR_TYPE = AttributeType.TYPE;
  readonly TF_ATTR_SHAPE = AttributeType.SHAPE;
  readonly TF_ATTR_RESOURCE = AttributeType.RESOURCE;
}
