/** Element types of safetensors files that mfm reads, by their names in the format. */
export type DType =
  | 'F64'
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'I64'
  | 'I32'
  | 'I16'
  | 'I8'
  | 'U64'
  | 'U32'
  | 'U16'
  | 'U8'
  | 'BOOL';

/** Bytes of one element. */
export const ELEMENT_BYTES: Readonly<Record<DType, number>> = {
  F64: 8,
  I64: 8,
  U64: 8,
  F32: 4,
  I32: 4,
  U32: 4,
  F16: 2,
  BF16: 2,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

/** A tensor off any backend: row-major, little-endian bytes, exactly as they lie in a safetensors file. */
export interface TensorData {
  dtype: DType;
  shape: number[];
  data: Uint8Array;
}

/** The number of elements of a tensor with this shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** `values` as F32 tensor of the given shape. Shares the memory of `values`. */
export function float32Tensor(shape: readonly number[], values: Float32Array): TensorData {
  if (values.length !== elementCount(shape)) {
    throw new Error(`A tensor of shape [${shape.join(', ')}] cannot hold ${values.length} values.`);
  }
  return { dtype: 'F32', shape: [...shape], data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
}

/** Whole numbers as I64 tensor of the given shape. */
export function int64Tensor(shape: readonly number[], values: ArrayLike<number>): TensorData {
  const data = new Uint8Array(BigInt64Array.from(Array.from(values, BigInt)).buffer);
  return { dtype: 'I64', shape: [...shape], data };
}

/**
 * The elements of any tensor as 32-bit floats, row-major. F32 shares the tensor's memory when its alignment allows;
 * other types are converted (F64 and 64-bit integers are rounded; BOOL becomes 0 and 1).
 */
export function toFloat32(tensor: TensorData): Float32Array {
  const n = tensor.data.byteLength / ELEMENT_BYTES[tensor.dtype];
  const { buffer, byteOffset } = aligned(tensor.data, ELEMENT_BYTES[tensor.dtype]);
  switch (tensor.dtype) {
    case 'F32':
      return new Float32Array(buffer, byteOffset, n);
    case 'F64':
      return new Float32Array(new Float64Array(buffer, byteOffset, n));
    case 'F16':
      return mapped(new Uint16Array(buffer, byteOffset, n), halfToNumber);
    case 'BF16':
      return widenBrainFloats(new Uint16Array(buffer, byteOffset, n));
    case 'I64':
      return mapped(new BigInt64Array(buffer, byteOffset, n), Number);
    case 'U64':
      return mapped(new BigUint64Array(buffer, byteOffset, n), Number);
    case 'I32':
      return new Float32Array(new Int32Array(buffer, byteOffset, n));
    case 'U32':
      return new Float32Array(new Uint32Array(buffer, byteOffset, n));
    case 'I16':
      return new Float32Array(new Int16Array(buffer, byteOffset, n));
    case 'U16':
      return new Float32Array(new Uint16Array(buffer, byteOffset, n));
    case 'I8':
      return new Float32Array(new Int8Array(buffer, byteOffset, n));
    case 'U8':
      return new Float32Array(tensor.data);
    case 'BOOL':
      return mapped(tensor.data, x => (x === 0 ? 0 : 1));
  }
}

/** As `Float32Array.from`, which makes a list of all values first: V8 ends the process when that becomes too long. */
function mapped<T>(values: ArrayLike<T>, convert: (value: T) => number): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < result.length; i++) result[i] = convert(values[i]!);
  return result;
}

/** The same bytes at an offset that a typed array of `size`-byte elements accepts; a copy only where needed. */
function aligned(bytes: Uint8Array, size: number): { buffer: ArrayBufferLike; byteOffset: number } {
  return bytes.byteOffset % size === 0 ? bytes : bytes.slice();
}

/** A bfloat16 is the upper half of a float32. */
function widenBrainFloats(values: Uint16Array): Float32Array {
  const wide = new Uint32Array(values.length);
  for (let i = 0; i < wide.length; i++) wide[i] = values[i]! << 16;
  return new Float32Array(wide.buffer);
}

/** The number that 16 bits of an IEEE 754 half float stand for: 1 sign, 5 exponent (bias 15) and 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
