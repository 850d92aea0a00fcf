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

/**
 * The elements row-major, in pieces of `most` of them, made one after the other.
 *
 * @param span begins with the first one
 */
export function* gathered(span: Uint8Array, tensor: StoredTensor, most: number): Generator<Uint8Array> {
  const size = ELEMENT_BYTES[tensor.dtype];
  const { Words, shape, strides } = inWords(tensor, size);
  const source = new Words(span.buffer, span.byteOffset, span.byteLength / Words.BYTES_PER_ELEMENT);
  const last = shape.length - 1;
  const index = shape.map(() => 0);
  let from = 0;
  for (let left = tensor.bytes; left > 0; left -= most * size) {
    const piece = new Words(Math.min(left, most * size) / Words.BYTES_PER_ELEMENT);
    for (let to = 0; to < piece.length; ) {
      const end = to + Math.min(piece.length - to, shape[last]! - index[last]!);
      index[last]! += end - to;
      for (; to < end; to++, from += strides[last]!) piece[to] = source[from]!;
      for (let side = last; side > 0 && index[side] === shape[side]; side--) {
        from += strides[side - 1]! - strides[side]! * shape[side]!;
        index[side] = 0;
        index[side - 1]!++;
      }
    }
    yield new Uint8Array(piece.buffer);
  }
}

interface WordType {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): Uint8Array | Uint16Array | Uint32Array;
  new (buffer: ArrayBufferLike, offset: number, length: number): Uint8Array | Uint16Array | Uint32Array;
}

/** The view in machine words, which keep all bits; elements of eight bytes are pairs. There is always a side to go along. */
function inWords({ shape, strides }: StoredTensor, size: number) {
  const Words: WordType = size >= 4 ? Uint32Array : size === 2 ? Uint16Array : Uint8Array;
  if (size === 8) return { Words, shape: [...shape, 2], strides: [...strides.map(stride => 2 * stride), 1] };
  return { Words, shape: [1, ...shape], strides: [0, ...strides] };
}
