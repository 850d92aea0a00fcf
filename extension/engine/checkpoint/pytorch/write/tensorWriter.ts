import type { DType } from '../../tensorData.js';
import { elementCount } from '../../tensorData.js';
import { sourceBytes, type TensorSource } from '../../tensorSource.js';
import { STORAGE_TYPES, TORCH_DTYPES } from '../torchTypes.js';
import type { PickleBuffer } from './pickleBuffer.js';

const STORAGES = new Map(Object.entries(STORAGE_TYPES).map(([name, dtype]) => [dtype, name]));
const DTYPES = new Map(Object.entries(TORCH_DTYPES).map(([name, dtype]) => [dtype, name]));

/** Writes tensors into a pickle, each as a view of a storage that holds nothing else. */
export class TensorWriter {
  /** By their keys. */
  readonly storages: TensorSource[] = [];

  constructor(private readonly to: PickleBuffer) {}

  /** A call of PyTorch's function with storage, offset, shape, strides, requires_grad, hooks, and the type of the elements. */
  write(tensor: TensorSource): void {
    const { to } = this;
    const storage = STORAGES.get(tensor.dtype);
    to.global('torch._utils', storage ? '_rebuild_tensor_v2' : '_rebuild_tensor_v3');
    to.code('(');
    this.writeStorage(tensor, storage);
    to.integer(0);
    this.writeSizes(tensor.shape);
    this.writeSizes(stridesOf(tensor.shape));
    to.code('\x89');
    to.global('collections', 'OrderedDict');
    to.code(')R');
    if (!storage) to.global('torch', this.typeName(tensor.dtype));
    to.code('tR');
  }

  /** A reference out of the pickle. Types that never had a class of storages are counted in bytes. */
  private writeStorage(tensor: TensorSource, storage: string | undefined): void {
    const { to } = this;
    to.code('(');
    to.text('storage');
    if (storage) to.global('torch', storage);
    else to.global('torch.storage', 'UntypedStorage');
    to.text(String(this.storages.push(tensor) - 1));
    to.text('cpu');
    to.integer(storage ? elementCount(tensor.shape) : sourceBytes(tensor));
    to.code('tQ');
  }

  private writeSizes(sizes: readonly number[]): void {
    this.to.code('(');
    for (const size of sizes) this.to.integer(size);
    this.to.code('t');
  }

  private typeName(dtype: DType): string {
    return DTYPES.get(dtype)!.replace('torch.', '');
  }
}

/** Of a tensor whose elements lie one behind the other, row-major. */
function stridesOf(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const size of shape.toReversed()) {
    strides.unshift(stride);
    // As in PyTorch, a side of length 0 does not empty the strides.
    stride *= Math.max(1, size);
  }
  return strides;
}
