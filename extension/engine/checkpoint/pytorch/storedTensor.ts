import { type DType, ELEMENT_BYTES } from '../tensorData.js';
import { PickleError, type PickleValue } from './pickleValue.js';

/** PyTorch itself allows 64. */
const MAX_DIMENSIONS = 64;

/** A run of bytes that tensors are views of. */
export interface Storage {
  kind: 'storage';
  /** Its name in the file. */
  key: string;
  /** Its class without the module: 'FloatStorage'. */
  type: string;
  /** Missing for elements that are not read, such as complex ones, and for storages without a type. */
  dtype?: DType;
  /** Elements. */
  count: number;
  bytes: number;
}

/** A view of a storage: element (i, j, ...) is number `offset + i strides[0] + j strides[1] + ...` of the storage. */
export interface StoredTensor {
  kind: 'tensor';
  dtype: DType;
  shape: number[];
  /** In elements. */
  strides: number[];
  storage: string;
  /** In elements. */
  offset: number;
  /** Of the tensor when its elements lie one behind the other. */
  bytes: number;
}

export function isStorage(value: PickleValue | undefined): value is Storage {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'storage';
}

export function isTensor(value: PickleValue | undefined): value is StoredTensor {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'tensor';
}

/** A view of `storage`. @throws PickleError when it would reach beyond it, or its sizes are none */
export function storedTensor(
  storage: Storage,
  dtype: DType,
  offset: PickleValue | undefined,
  shape: PickleValue | undefined,
  strides: PickleValue | undefined,
): StoredTensor {
  if (!isCountList(shape) || !isCountList(strides) || shape.length !== strides.length || !isCount(offset)) {
    throw new PickleError('the shape of a tensor is not a list of sizes');
  }
  const size = ELEMENT_BYTES[dtype];
  const count = shape.reduce((product, length) => product * length, 1);
  const last = lastElement(offset, shape, strides);
  if (!Number.isSafeInteger(count * size) || (count > 0 && (last + 1) * size > storage.bytes)) {
    const wanted = `${dtype} [${shape.join(', ')}]`;
    throw new PickleError(`a tensor, ${wanted}, reaches beyond its storage of ${storage.bytes} bytes`);
  }
  // The lists are the pickle's, which may go on to change them.
  const view = { shape: [...shape], strides: [...strides], storage: storage.key, offset };
  return { kind: 'tensor', dtype, ...view, bytes: count * size };
}

/** The number in the storage of a tensor's last element; below `offset` where it has none. */
export function lastElement(offset: number, shape: readonly number[], strides: readonly number[]): number {
  return shape.reduce((last, length, i) => last + (length - 1) * strides[i]!, offset);
}

export function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isCountList(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.length <= MAX_DIMENSIONS && value.every(isCount);
}
