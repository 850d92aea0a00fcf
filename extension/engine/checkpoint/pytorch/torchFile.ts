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

/** Weights may be shared: the tensors of a file have so many times its size together, at most, gaps included. */
const MAX_SHARED = 8;
/** Views may also overlap or repeat few values (strides of 0): by so many bytes together. */
const MAX_REPEATED_BYTES = 2 ** 26;

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
  const { dtype, shape, bytes } = placed(file, header, name).tensor;
  const data = new Uint8Array(bytes);
  let done = 0;
  for await (const piece of torchTensorPieces(file, header, name)) {
    data.set(piece.data, done);
    done += piece.data.byteLength;
  }
  return { dtype, shape, data };
}

/** The same elements piece by piece (`tensorPieces.ts`). Throws as `readTorchTensor`. */
export async function* torchTensorPieces(file: string, header: TorchHeader, name: string): AsyncGenerator<TensorData> {
  const { tensor, place } = placed(file, header, name);
  const { dtype, bytes } = tensor;
  if (bytes === 0) return;
  const size = ELEMENT_BYTES[dtype];
  const start = (await withFile(file, handle => place.start(handle))) + tensor.offset * size;
  if (isContiguous(tensor)) {
    yield* contiguousPieces(file, start, tensor);
    return;
  }
  const span = await withFile(file, handle => readBytes(file, handle, start, spanBytes(tensor)));
  for (const data of gathered(span, tensor, PIECE)) yield { dtype, shape: [data.byteLength / size], data };
}

/** A tensor whose values can be read, and where they are. */
function placed(file: string, { tensors, storages }: TorchHeader, name: string) {
  const tensor = tensors.get(name);
  if (!tensor) throw new UserError(`${file} has no tensor ${name}; it may belong to another model.`);
  const place = storages.get(tensor.storage)!;
  requireReadable(file, name, Math.max(tensor.bytes, spanBytes(tensor)));
  return { tensor, place };
}

/** From its first to its last element. */
function spanBytes({ dtype, shape, strides, bytes }: StoredTensor): number {
  return bytes === 0 ? 0 : (lastElement(0, shape, strides) + 1) * ELEMENT_BYTES[dtype];
}

/** So that no small file makes a large one of itself, or hours of work. */
function requireFewRepeated(file: string, tensors: ReadonlyMap<string, StoredTensor>, fileBytes: number): void {
  const bytes = [...tensors.values()].reduce((sum, tensor) => sum + Math.max(tensor.bytes, spanBytes(tensor)), 0);
  if (bytes <= MAX_SHARED * fileBytes + MAX_REPEATED_BYTES) return;
  throw new UserError(
    `${file} has ${fileBytes} bytes but repeats them in tensors of ${bytes}; save what is repeated only once.`,
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
