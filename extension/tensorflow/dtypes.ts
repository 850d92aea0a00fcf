/** TensorFlow's data types (`TF_DataType`). */
export const DataType = {
  FLOAT: 1,
  INT32: 3,
  UINT8: 4,
  STRING: 7,
  COMPLEX64: 8,
  INT64: 9,
  BOOL: 10,
  BFLOAT16: 14,
  HALF: 19,
  RESOURCE: 20,
} as const;

/** Whether a type is one of half precision, which tfjs does not know. */
export const isHalf = (dtype: number): boolean => dtype === DataType.BFLOAT16 || dtype === DataType.HALF;
export const isFloat = (dtype: number): boolean => dtype === DataType.FLOAT || isHalf(dtype);

/** What tensors of these types hold, as JavaScript sees it. Complex numbers are pairs of floats. */
export type Values = Float32Array | Int32Array | Uint8Array | BigInt64Array;

/** A new array for `bytes` bytes of data of TensorFlow type `dtype`. Throws for types that JavaScript cannot hold. */
export function newValues(dtype: number, bytes: number): Values {
  switch (dtype) {
    case DataType.FLOAT:
    case DataType.COMPLEX64:
      return new Float32Array(bytes / 4);
    case DataType.INT32:
      return new Int32Array(bytes / 4);
    case DataType.INT64:
      return new BigInt64Array(bytes / 8);
    case DataType.BOOL:
    case DataType.UINT8:
      return new Uint8Array(bytes);
    default:
      throw new Error(`TensorFlow: tensors of data type ${dtype} cannot be read.`);
  }
}

/** Bytes of one element of TensorFlow type `dtype`. */
export function elementBytes(dtype: number): number {
  switch (dtype) {
    case DataType.COMPLEX64:
    case DataType.INT64:
      return 8;
    case DataType.BOOL:
    case DataType.UINT8:
      return 1;
    case DataType.FLOAT:
    case DataType.INT32:
      return 4;
    default:
      throw new Error(`TensorFlow: tensors of data type ${dtype} cannot be created.`);
  }
}

/** TensorFlow's number for a data type of tfjs. */
export function tfDataType(dtype: string): number {
  switch (dtype) {
    case 'float32':
      return DataType.FLOAT;
    case 'int32':
      return DataType.INT32;
    case 'bool':
      return DataType.BOOL;
    case 'complex64':
      return DataType.COMPLEX64;
    default:
      throw new Error(`TensorFlow: tensors of type ${dtype} are not supported.`);
  }
}
