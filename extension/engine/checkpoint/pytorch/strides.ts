import { ELEMENT_BYTES } from '../tensorData.js';
import type { StoredTensor } from './storedTensor.js';

/** Whether the elements lie one behind the other, row-major. Strides of sides of length 1 do not matter. */
export function isContiguous({ shape, strides }: StoredTensor): boolean {
  let expected = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] !== 1 && strides[i] !== expected) return false;
    expected *= shape[i]!;
  }
  return true;
}

/** The elements row-major; `span` begins with the first one. */
export function gather(span: Uint8Array, { dtype, shape, strides, bytes }: StoredTensor): Uint8Array {
  const size = ELEMENT_BYTES[dtype];
  const data = new Uint8Array(bytes);
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < bytes; to += size) {
    for (let i = 0; i < size; i++) data[to + i] = span[from * size + i]!;
    for (let side = shape.length - 1; side >= 0; side--) {
      from += strides[side]!;
      if (++index[side]! < shape[side]!) break;
      from -= strides[side]! * shape[side]!;
      index[side] = 0;
    }
  }
  return data;
}
