import type { FileHandle } from 'node:fs/promises';
import { UserError } from '../../errors.js';
import { damaged, readBytes, withFile } from '../../files/fileBytes.js';
import { ELEMENT_BYTES, type TensorData } from '../tensorData.js';
import { contiguousPieces, PIECE, requireReadable } from '../tensorPieces.js';
import { leaves } from './leaves.js';
import { PickleError, type PickleValue } from './pickleValue.js';
import { isTensor, lastElement, type StoredTensor } from './storedTensor.js';
import { gathered, isContiguous } from './strides.js';
import type { StoragePlace, TorchContents } from './torchContents.js';
import { readTorchLegacy } from './torchLegacy.js';
import { readTorchZip } from './torchZip.js';

/** Views may overlap or repeat few values (strides of 0): all tensors of a file together by so many bytes. */
const MAX_REPEATED_BYTES = 2 ** 28;
/** And weights may be shared: so many times the size of the file. */
const MAX_SHARED = 8;
/** Beyond the size of its storage a tensor is read as a whole only up to this one. */
const MAX_WHOLE_BYTES = 2 ** 26;

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
      const tensors = namedTensors(contents);
      requireFewRepeated(file, tensors, (await handle.stat()).size);
      return { format, tensors, values: contents.value, storages: contents.storages };
    } catch (error) {
      throw error instanceof PickleError ? damaged(file, error.message) : error;
    }
  });
}

/**
 * Reads one tensor, row-major. Of its storage only what lies between its first and its last element is read.
 *
 * @throws UserError for a name that the file does not have, for one too large for memory, and when its bytes are not where
 *   they should be
 */
export async function readTorchTensor(file: string, header: TorchHeader, name: string): Promise<TensorData> {
  const { tensor, place } = placed(file, header, name);
  const { dtype, shape, bytes } = tensor;
  if (bytes > Math.max(place.bytes, MAX_WHOLE_BYTES)) {
    throw new UserError(`${file}: tensor ${name} repeats its values to ${bytes} bytes; save the part that it repeats.`);
  }
  const data = new Uint8Array(bytes);
  let done = 0;
  for await (const piece of torchTensorPieces(file, header, name)) {
    data.set(piece.data, done);
    done += piece.data.byteLength;
  }
  return { dtype, shape, data };
}

/** The same elements piece by piece (`tensorPieces.ts`), however often they are repeated. Throws as `readTorchTensor`. */
export async function* torchTensorPieces(file: string, header: TorchHeader, name: string): AsyncGenerator<TensorData> {
  const { tensor, place } = placed(file, header, name);
  const { dtype, shape, strides, bytes } = tensor;
  if (bytes === 0) return;
  const size = ELEMENT_BYTES[dtype];
  const start = (await withFile(file, handle => place.start(handle))) + tensor.offset * size;
  if (isContiguous(tensor)) {
    yield* contiguousPieces(file, start, tensor);
    return;
  }
  const spanBytes = (lastElement(0, shape, strides) + 1) * size;
  const span = await withFile(file, handle => readBytes(file, handle, start, spanBytes));
  for (const data of gathered(span, tensor, PIECE)) yield { dtype, shape: [data.byteLength / size], data };
}

/** A tensor whose values can be read, and where they are. */
function placed(file: string, { tensors, storages }: TorchHeader, name: string) {
  const tensor = tensors.get(name);
  if (!tensor) throw new UserError(`${file} has no tensor ${name}; it may belong to another model.`);
  const place = storages.get(tensor.storage)!;
  requireReadable(file, name, Math.max(tensor.bytes, place.bytes));
  return { tensor, place };
}

/** So that no small file makes a large one of itself, or hours of work. */
function requireFewRepeated(file: string, tensors: ReadonlyMap<string, StoredTensor>, fileBytes: number): void {
  const bytes = [...tensors.values()].reduce((sum, tensor) => sum + tensor.bytes, 0);
  if (bytes <= MAX_SHARED * fileBytes + MAX_REPEATED_BYTES) return;
  throw new UserError(
    `${file} has ${fileBytes} bytes but repeats them in tensors of ${bytes}; save the parts that are repeated once.`,
  );
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
