import type { KoffiFunc, LibraryHandle } from 'koffi';
import koffi from 'koffi';
import { pinLibrary } from './pinLibrary.js';

/** The address of a C object. */
export type Pointer = bigint;

/** `TF_Output`: one output of a graph's operation. */
export interface GraphOutput {
  oper: Pointer;
  index: number;
}

/** Memory that C reads or writes. */
export type Bytes = Uint8Array | Float32Array | Int32Array | BigInt64Array;

koffi.struct('TF_Output', { oper: 'void *', index: 'int' });

/** Reads a pointer's type off its declaration: `func<(a: Pointer) => void>('void TF_F(void *a)')`. */
type Declare = <F extends (...args: never[]) => unknown>(prototype: string) => KoffiFunc<F>;

/**
 * Loads TensorFlow's C library (`libtensorflow_cc` or `libtensorflow`) and declares what this program calls of it.
 * The environment variables that TensorFlow reads while it is loaded must be set before. Throws when the file is missing
 * or is no such library.
 */
export function loadCApi(file: string) {
  const library = koffi.load(file);
  pinLibrary(file);
  const func: Declare = prototype => library.func(prototype) as never;
  return {
    ...statusFunctions(func),
    ...tensorFunctions(func, library),
    ...eagerFunctions(func),
    ...graphFunctions(func),
  };
}

export type CApi = ReturnType<typeof loadCApi>;

function statusFunctions(func: Declare) {
  return {
    version: func<() => string>('const char *TF_Version()'),
    newStatus: func<() => Pointer>('void *TF_NewStatus()'),
    deleteStatus: func<(status: Pointer) => void>('void TF_DeleteStatus(void *status)'),
    setStatus: func<(status: Pointer, code: number, message: string) => void>(
      'void TF_SetStatus(void *status, int code, const char *message)',
    ),
    getCode: func<(status: Pointer) => number>('int TF_GetCode(void *status)'),
    message: func<(status: Pointer) => string>('const char *TF_Message(void *status)'),
  };
}

function tensorFunctions(func: Declare, library: LibraryHandle) {
  return {
    allocateTensor: func<(dtype: number, dims: BigInt64Array, rank: number, bytes: number) => Pointer>(
      'void *TF_AllocateTensor(int dtype, const int64_t *dims, int rank, size_t bytes)',
    ),
    deleteTensor: func<(tensor: Pointer) => void>('void TF_DeleteTensor(void *tensor)'),
    tensorData: func<(tensor: Pointer) => Pointer>('void *TF_TensorData(void *tensor)'),
    tensorByteSize: func<(tensor: Pointer) => number>('size_t TF_TensorByteSize(void *tensor)'),
    newBuffer: func<() => Pointer>('void *TF_NewBuffer()'),
    deleteBuffer: func<(buffer: Pointer) => void>('void TF_DeleteBuffer(void *buffer)'),
    ...memoryFunctions(library),
  };
}

/** `memcpy`, which the C library that TensorFlow itself links to provides on every system. */
function memoryFunctions(library: LibraryHandle) {
  const libc = process.platform === 'win32' ? koffi.load('ucrtbase.dll') : library;
  return {
    copyIn: libc.func('memcpy', 'void *', ['void *', 'const void *', 'size_t']) as KoffiFunc<
      (to: Pointer, from: Bytes, bytes: number) => Pointer
    >,
    copyOut: libc.func('memcpy', 'void *', ['void *', 'const void *', 'size_t']) as KoffiFunc<
      (to: Bytes, from: Pointer, bytes: number) => Pointer
    >,
  };
}

function eagerFunctions(func: Declare) {
  return {
    newContextOptions: func<() => Pointer>('void *TFE_NewContextOptions()'),
    contextOptionsSetConfig: func<(options: Pointer, proto: Uint8Array, bytes: number, status: Pointer) => void>(
      'void TFE_ContextOptionsSetConfig(void *options, const uint8_t *proto, size_t bytes, void *status)',
    ),
    contextOptionsSetPlacement: func<(options: Pointer, policy: number) => void>(
      'void TFE_ContextOptionsSetDevicePlacementPolicy(void *options, int policy)',
    ),
    deleteContextOptions: func<(options: Pointer) => void>('void TFE_DeleteContextOptions(void *options)'),
    newContext: func<(options: Pointer, status: Pointer) => Pointer>(
      'void *TFE_NewContext(void *options, void *status)',
    ),
    contextListDevices: func<(context: Pointer, status: Pointer) => Pointer>(
      'void *TFE_ContextListDevices(void *context, void *status)',
    ),
    deviceListCount: func<(list: Pointer) => number>('int TF_DeviceListCount(void *list)'),
    deviceListType: func<(list: Pointer, index: number, status: Pointer) => string>(
      'const char *TF_DeviceListType(void *list, int index, void *status)',
    ),
    deleteDeviceList: func<(list: Pointer) => void>('void TF_DeleteDeviceList(void *list)'),
    contextAddFunction: func<(context: Pointer, fn: Pointer, status: Pointer) => void>(
      'void TFE_ContextAddFunction(void *context, void *fn, void *status)',
    ),
    contextRemoveFunction: func<(context: Pointer, name: string, status: Pointer) => void>(
      'void TFE_ContextRemoveFunction(void *context, const char *name, void *status)',
    ),
    newTensorHandle: func<(tensor: Pointer, status: Pointer) => Pointer | null>(
      'void *TFE_NewTensorHandle(void *tensor, void *status)',
    ),
    deleteTensorHandle: func<(handle: Pointer) => void>('void TFE_DeleteTensorHandle(void *handle)'),
    tensorHandleResolve: func<(handle: Pointer, status: Pointer) => Pointer | null>(
      'void *TFE_TensorHandleResolve(void *handle, void *status)',
    ),
    tensorHandleDataType: func<(handle: Pointer) => number>('int TFE_TensorHandleDataType(void *handle)'),
    tensorHandleNumDims: func<(handle: Pointer, status: Pointer) => number>(
      'int TFE_TensorHandleNumDims(void *handle, void *status)',
    ),
    tensorHandleDim: func<(handle: Pointer, index: number, status: Pointer) => number>(
      'int64_t TFE_TensorHandleDim(void *handle, int index, void *status)',
    ),
    newOp: func<(context: Pointer, name: string, status: Pointer) => Pointer | null>(
      'void *TFE_NewOp(void *context, const char *name, void *status)',
    ),
    deleteOp: func<(op: Pointer) => void>('void TFE_DeleteOp(void *op)'),
    opAddInput: func<(op: Pointer, handle: Pointer, status: Pointer) => void>(
      'void TFE_OpAddInput(void *op, void *handle, void *status)',
    ),
    opSetType: func<(op: Pointer, name: string, dtype: number) => void>(
      'void TFE_OpSetAttrType(void *op, const char *name, int dtype)',
    ),
    opSetBool: func<(op: Pointer, name: string, value: number) => void>(
      'void TFE_OpSetAttrBool(void *op, const char *name, uint8_t value)',
    ),
    opSetInt: func<(op: Pointer, name: string, value: number) => void>(
      'void TFE_OpSetAttrInt(void *op, const char *name, int64_t value)',
    ),
    opSetIntList: func<(op: Pointer, name: string, values: BigInt64Array, count: number) => void>(
      'void TFE_OpSetAttrIntList(void *op, const char *name, const int64_t *values, int count)',
    ),
    opSetFloat: func<(op: Pointer, name: string, value: number) => void>(
      'void TFE_OpSetAttrFloat(void *op, const char *name, float value)',
    ),
    opSetString: func<(op: Pointer, name: string, value: Uint8Array, bytes: number) => void>(
      'void TFE_OpSetAttrString(void *op, const char *name, const uint8_t *value, size_t bytes)',
    ),
    opSetShape: func<(op: Pointer, name: string, dims: BigInt64Array, rank: number, status: Pointer) => void>(
      'void TFE_OpSetAttrShape(void *op, const char *name, const int64_t *dims, int rank, void *status)',
    ),
    execute: func<(op: Pointer, outputs: (Pointer | null)[], count: number[], status: Pointer) => void>(
      'void TFE_Execute(void *op, _Out_ void **outputs, _Inout_ int *count, void *status)',
    ),
  };
}

function graphFunctions(func: Declare) {
  return {
    newGraph: func<() => Pointer>('void *TF_NewGraph()'),
    deleteGraph: func<(graph: Pointer) => void>('void TF_DeleteGraph(void *graph)'),
    graphGetOpDef: func<(graph: Pointer, op: string, buffer: Pointer, status: Pointer) => void>(
      'void TF_GraphGetOpDef(void *graph, const char *op, void *buffer, void *status)',
    ),
    graphCopyFunction: func<(graph: Pointer, fn: Pointer, gradient: null, status: Pointer) => void>(
      'void TF_GraphCopyFunction(void *graph, void *fn, void *gradient, void *status)',
    ),
    graphNumDims: func<(graph: Pointer, output: GraphOutput, status: Pointer) => number>(
      'int TF_GraphGetTensorNumDims(void *graph, TF_Output output, void *status)',
    ),
    graphShape: func<(graph: Pointer, output: GraphOutput, dims: BigInt64Array, rank: number, status: Pointer) => void>(
      'void TF_GraphGetTensorShape(void *graph, TF_Output output, _Out_ int64_t *dims, int rank, void *status)',
    ),
    outputType: func<(output: GraphOutput) => number>('int TF_OperationOutputType(TF_Output output)'),
    newOperation: func<(graph: Pointer, op: string, name: string) => Pointer>(
      'void *TF_NewOperation(void *graph, const char *op, const char *name)',
    ),
    finishOperation: func<(operation: Pointer, status: Pointer) => Pointer | null>(
      'void *TF_FinishOperation(void *operation, void *status)',
    ),
    addInput: func<(operation: Pointer, input: GraphOutput) => void>(
      'void TF_AddInput(void *operation, TF_Output input)',
    ),
    addInputList: func<(operation: Pointer, inputs: GraphOutput[], count: number) => void>(
      'void TF_AddInputList(void *operation, const TF_Output *inputs, int count)',
    ),
    addControlInput: func<(operation: Pointer, input: Pointer) => void>(
      'void TF_AddControlInput(void *operation, void *input)',
    ),
    setType: func<(operation: Pointer, name: string, dtype: number) => void>(
      'void TF_SetAttrType(void *operation, const char *name, int dtype)',
    ),
    setBool: func<(operation: Pointer, name: string, value: number) => void>(
      'void TF_SetAttrBool(void *operation, const char *name, uint8_t value)',
    ),
    setInt: func<(operation: Pointer, name: string, value: number) => void>(
      'void TF_SetAttrInt(void *operation, const char *name, int64_t value)',
    ),
    setIntList: func<(operation: Pointer, name: string, values: BigInt64Array, count: number) => void>(
      'void TF_SetAttrIntList(void *operation, const char *name, const int64_t *values, int count)',
    ),
    setFloat: func<(operation: Pointer, name: string, value: number) => void>(
      'void TF_SetAttrFloat(void *operation, const char *name, float value)',
    ),
    setString: func<(operation: Pointer, name: string, value: Uint8Array, bytes: number) => void>(
      'void TF_SetAttrString(void *operation, const char *name, const uint8_t *value, size_t bytes)',
    ),
    setShape: func<(operation: Pointer, name: string, dims: BigInt64Array, rank: number) => void>(
      'void TF_SetAttrShape(void *operation, const char *name, const int64_t *dims, int rank)',
    ),
    setTensor: func<(operation: Pointer, name: string, tensor: Pointer, status: Pointer) => void>(
      'void TF_SetAttrTensor(void *operation, const char *name, void *tensor, void *status)',
    ),
    graphToFunction: func<
      (
        graph: Pointer,
        name: string,
        appendHash: number,
        operationCount: number,
        operations: null,
        inputCount: number,
        inputs: GraphOutput[],
        outputCount: number,
        outputs: GraphOutput[],
        outputNames: null,
        controlCount: number,
        controls: Pointer[],
        controlNames: null,
        options: null,
        description: null,
        status: Pointer,
      ) => Pointer | null
    >(
      'void *TF_GraphToFunctionWithControlOutputs(void *graph, const char *name, uint8_t append_hash, int operation_count, ' +
        'void *operations, int input_count, const TF_Output *inputs, int output_count, const TF_Output *outputs, ' +
        'void *output_names, int control_count, void **controls, void *control_names, void *options, ' +
        'const char *description, void *status)',
    ),
    deleteFunction: func<(fn: Pointer) => void>('void TF_DeleteFunction(void *fn)'),
  };
}
