import { type Attribute, type AttributeSetters, int64s, setAttributes } from './attributes.js';
import type { Bytes, CApi, Pointer } from './capi.js';
import { elementBytes, newValues, type Values } from './dtypes.js';
import { encodeProto } from './proto.js';
import { Status } from './status.js';

/** What a tensor is, without its values. */
export interface TensorDescription {
  shape: number[];
  dtype: number;
}

const COPY_BETWEEN_DEVICES_SILENTLY = 2;

/** TensorFlow's eager context: executes ops and functions on tensors that are named by handles (`TFE_TensorHandle`). */
export class Context {
  readonly status: Status;
  readonly pointer: Pointer;
  private readonly setters: AttributeSetters;
  private running?: string;

  /** `threads` is the number of threads that one op may use, 0 for all cores. */
  constructor(
    readonly c: CApi,
    threads: number,
  ) {
    this.status = new Status(c);
    const options = c.newContextOptions();
    const config = sessionConfig(threads);
    c.contextOptionsSetConfig(options, config, config.length, this.status.pointer);
    c.contextOptionsSetPlacement(options, COPY_BETWEEN_DEVICES_SILENTLY);
    this.pointer = c.newContext(options, this.status.pointer);
    c.deleteContextOptions(options);
    this.status.check('starting');
    this.setters = {
      type: c.opSetType,
      bool: c.opSetBool,
      int: c.opSetInt,
      intList: c.opSetIntList,
      float: c.opSetFloat,
      string: c.opSetString,
      shape: (op, name, dims, rank) => c.opSetShape(op, name, dims, rank, this.status.pointer),
    };
  }

  /** The types of the devices, such as `['CPU', 'GPU']`. */
  devices(): string[] {
    const list = this.c.contextListDevices(this.pointer, this.status.pointer);
    this.status.check('listing devices');
    const types = Array.from({ length: this.c.deviceListCount(list) }, (_, i) =>
      this.c.deviceListType(list, i, this.status.pointer),
    );
    this.c.deleteDeviceList(list);
    return types;
  }

  /** A new tensor with a copy of `values`. */
  newTensor(shape: readonly number[], dtype: number, values: Bytes): Pointer {
    const bytes = shape.reduce((size, dim) => size * dim, 1) * elementBytes(dtype);
    if (values.byteLength !== bytes) {
      throw new Error(`TensorFlow: a tensor of shape [${shape}] needs ${bytes} bytes, not ${values.byteLength}.`);
    }
    const tensor = this.c.allocateTensor(dtype, int64s(shape), shape.length, bytes);
    if (bytes > 0) this.c.copyIn(this.c.tensorData(tensor), values, bytes);
    const handle = this.c.newTensorHandle(tensor, this.status.pointer);
    this.c.deleteTensor(tensor);
    this.status.check('creating a tensor');
    return handle!;
  }

  /** Calls `use` with the tensor (`TF_Tensor`) of `handle`, in the host's memory. */
  withTensor<T>(handle: Pointer, use: (tensor: Pointer) => T): T {
    const tensor = this.c.tensorHandleResolve(handle, this.status.pointer);
    this.status.check('reading a tensor');
    try {
      return use(tensor!);
    } finally {
      this.c.deleteTensor(tensor!);
    }
  }

  /** A copy of the values of a tensor. */
  read(handle: Pointer): Values {
    return this.withTensor(handle, tensor => {
      const bytes = Number(this.c.tensorByteSize(tensor));
      const values = newValues(this.c.tensorHandleDataType(handle), bytes);
      if (bytes > 0) this.c.copyOut(values, this.c.tensorData(tensor), bytes);
      return values;
    });
  }

  describe(handle: Pointer): TensorDescription {
    const rank = this.c.tensorHandleNumDims(handle, this.status.pointer);
    this.status.check('asking for the shape of a tensor');
    const shape = Array.from({ length: rank }, (_, i) =>
      Number(this.c.tensorHandleDim(handle, i, this.status.pointer)),
    );
    return { shape, dtype: this.c.tensorHandleDataType(handle) };
  }

  delete(handle: Pointer): void {
    this.c.deleteTensorHandle(handle);
  }

  /** Executes the op or function `name`; the caller owns the outputs. */
  execute(name: string, attributes: readonly Attribute[], inputs: readonly Pointer[], outputs: number): Pointer[] {
    const op = this.prepare(name, attributes, inputs);
    const results = new Array<Pointer | null>(Math.max(outputs, 1)).fill(null);
    const count = [outputs];
    this.c.execute(op, results, count, this.status.pointer);
    this.c.deleteOp(op);
    this.status.check(name);
    return results.slice(0, count[0]) as Pointer[];
  }

  /** Throws when a function runs on another thread: `doing` something else could meet variables half updated. */
  checkIdle(doing: string): void {
    if (this.running) throw new Error(`Cannot ${doing} while ${this.running} is running: await it first.`);
  }

  /** The same on another thread. */
  async executeAsync(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly Pointer[],
    outputs: number,
  ): Promise<Pointer[]> {
    const op = this.prepare(name, attributes, inputs);
    const results = new Array<Pointer | null>(Math.max(outputs, 1)).fill(null);
    const count = [outputs];
    const status = new Status(this.c);
    this.running = name;
    try {
      await new Promise<void>((resolve, reject) => {
        this.c.execute.async(op, results, count, status.pointer, (error: unknown) =>
          error ? reject(error) : resolve(),
        );
      });
      status.check(name);
    } finally {
      this.running = undefined;
      this.c.deleteOp(op);
      status.delete();
    }
    return results.slice(0, count[0]) as Pointer[];
  }

  private prepare(name: string, attributes: readonly Attribute[], inputs: readonly Pointer[]): Pointer {
    const op = this.c.newOp(this.pointer, name, this.status.pointer);
    this.status.check(name);
    try {
      for (const input of inputs) this.c.opAddInput(op!, input, this.status.pointer);
      setAttributes(this.setters, op!, attributes);
      this.status.check(name);
    } catch (error) {
      this.c.deleteOp(op!);
      throw error;
    }
    return op!;
  }
}

/** A `ConfigProto` (field numbers of tensorflow/core/protobuf/config.proto). */
function sessionConfig(threads: number): Uint8Array {
  const allowGrowth = encodeProto([{ number: 4, value: 1 }]);
  return encodeProto([
    { number: 2, value: threads }, // intra_op_parallelism_threads
    { number: 6, value: allowGrowth }, // gpu_options: take memory as it is needed, not all of it
    { number: 7, value: 1 }, // allow_soft_placement: ops without a GPU kernel run on the CPU
  ]);
}
