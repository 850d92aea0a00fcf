import { extname } from 'node:path';
import type { PickleValue } from './pytorch/pickleValue.js';
import { readTorchHeader, readTorchTensor, torchTensorPieces } from './pytorch/torchFile.js';
import { torchMetadata } from './pytorch/torchMetadata.js';
import { readSafetensorsHeader, readSafetensorsTensor, safetensorsPieces } from './safetensors.js';
import type { DType, TensorData } from './tensorData.js';

/** A tensor as the header of its file tells. */
export interface TensorInfo {
  dtype: DType;
  shape: number[];
  bytes: number;
}

/** What is known of a file before any values are read. */
export interface TensorTable {
  /** In the order of the file. */
  tensors: ReadonlyMap<string, TensorInfo>;
}

/** A file with tensors, of any format. */
export interface TensorFile extends TensorTable {
  /** Its path. */
  file: string;
  format: 'safetensors' | 'pytorch';
  /** What else it holds, as text. */
  metadata: [name: string, value: string][];
  /** Everything in a PyTorch file, as data. */
  values?: PickleValue;
  /** Reads one tensor. @throws UserError for a name that is not there, and when the file has changed or is damaged */
  read(name: string): Promise<TensorData>;
  /**
   * The same elements, row-major, in lists of `PIECE` and the rest of them: of what is only looked at, however large, no
   * more than one needs to be in memory. Throws as `read`.
   */
  pieces(name: string): AsyncIterable<TensorData>;
}

/**
 * Opens a safetensors file, or with any other name a PyTorch file. Only its header is read, and the file is not kept open.
 *
 * @throws UserError when it cannot be read or is no complete, consistent file of its format
 */
export async function openTensorFile(file: string): Promise<TensorFile> {
  if (extname(file) === '.safetensors') {
    const header = await readSafetensorsHeader(file);
    const { tensors, metadata } = header;
    const read = (name: string) => readSafetensorsTensor(file, header, name);
    const pieces = (name: string) => safetensorsPieces(file, header, name);
    return { file, format: 'safetensors', tensors, metadata: Object.entries(metadata), read, pieces };
  }
  const header = await readTorchHeader(file);
  const read = (name: string) => readTorchTensor(file, header, name);
  const pieces = (name: string) => torchTensorPieces(file, header, name);
  const { tensors, values } = header;
  return { file, format: 'pytorch', tensors, metadata: torchMetadata(values), values, read, pieces };
}
