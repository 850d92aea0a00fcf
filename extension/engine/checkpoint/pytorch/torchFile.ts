import type { FileHandle } from 'node:fs/promises';
import { UserError } from '../../errors.js';
import { damaged, readBytes, withFile } from '../../files/fileBytes.js';
import type { TensorData } from '../tensorData.js';
import { ELEMENT_BYTES } from '../tensorData.js';
import { leaves } from './leaves.js';
import { PickleError, type PickleValue } from './pickleValue.js';
import { isTensor, lastElement, type StoredTensor } from './storedTensor.js';
import { gather, isContiguous } from './strides.js';
import type { StoragePlace, TorchContents } from './torchContents.js';
import { readTorchLegacy } from './torchLegacy.js';
import { readTorchZip } from './torchZip.js';

/** A tensor of strides 0 repeats few values; it is written out up to this size at least. */
const MAX_REPEATED_BYTES = 2 ** 28;

/** What a PyTorch file holds, without the values of its tensors. */
export interface TorchHeader {
  format: 'zip' | 'legacy';
  /** In the order of the file, by their paths: 'model.encoder.norm.weight', 'optimizer.state.0.exp_avg'. */
  tensors: Map<string, StoredTensor>;
  /** Everything that was saved. */
  values: PickleValue;
  storages: Map<string, StoragePlace>;
}

/**
 * Reads what a file of `torch.save` holds. Its pickles are read as data and never run, whatever they say; of the tensors
 * nothing is read.
 *
 * @throws UserError when the file cannot be read, is no complete and consistent file of PyTorch, or holds too much
 */
export async function readTorchHeader(file: string): Promise<TorchHeader> {
  return withFile(file, async handle => {
    const format = await formatOf(file, handle);
    try {
      const contents = await (format === 'zip' ? readTorchZip : readTorchLegacy)(file, handle);
      return { format, tensors: namedTensors(contents), values: contents.value, storages: contents.storages };
    } catch (error) {
      throw error instanceof PickleError ? damaged(file, error.message) : error;
    }
  });
}

/**
 * Reads one tensor, row-major. Of its storage only what lies between its first and its last element is read.
 *
 * @throws UserError for a name that the file does not have, and when its bytes are not where they should be
 */
export async function readTorchTensor(file: string, header: TorchHeader, name: string): Promise<TensorData> {
  const tensor = header.tensors.get(name);
  if (!tensor) throw new UserError(`${file} has no tensor ${name}; it may belong to another model.`);
  const { dtype, shape, bytes } = tensor;
  const place = header.storages.get(tensor.storage)!;
  if (bytes > Math.max(place.bytes, MAX_REPEATED_BYTES)) {
    throw new UserError(`${file}: tensor ${name} repeats its values to ${bytes} bytes; save the part that it repeats.`);
  }
  if (bytes === 0) return { dtype, shape, data: new Uint8Array() };
  const size = ELEMENT_BYTES[dtype];
  const data = await withFile(file, async handle => {
    const start = (await place.start(handle)) + tensor.offset * size;
    if (isContiguous(tensor)) return readBytes(file, handle, start, bytes);
    const span = lastElement(0, shape, tensor.strides) + 1;
    return gather(await readBytes(file, handle, start, span * size), tensor);
  });
  return { dtype, shape, data };
}

/** PyTorch writes zip archives; before version 1.6 it wrote pickles. */
async function formatOf(file: string, handle: FileHandle): Promise<TorchHeader['format']> {
  const { size } = await handle.stat();
  const start = Buffer.from(await readBytes(file, handle, 0, Math.min(4, size)));
  if (start.toString('latin1') === 'PK\x03\x04') return 'zip';
  if (start[0] === 0x80) return 'legacy';
  throw new UserError(`${file} is no file of PyTorch: name one that torch.save wrote.`);
}

function namedTensors({ value }: TorchContents): Map<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  for (const { path, value: leaf } of leaves(value)) {
    if (!isTensor(leaf)) continue;
    const name = path || 'tensor';
    // {'a.b': ...} and {'a': {'b': ...}} have the same path.
    tensors.set(tensors.has(name) ? `${name} (${tensors.size})` : name, leaf);
  }
  return tensors;
}
