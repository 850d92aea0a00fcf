import type { FileHandle } from 'node:fs/promises';
import type { PickleValue } from './pickleValue.js';

/** More than the pickle of any model: its values lie outside of it. */
export const MAX_PICKLE_BYTES = 2 ** 26;

/** What both formats come to: a value whose tensors refer to storages, and where those lie. */
export interface TorchContents {
  value: PickleValue;
  storages: Map<string, StoragePlace>;
}

export interface StoragePlace {
  bytes: number;
  /** Where the bytes begin; what stands before them is read and checked only now. @throws UserError */
  start(handle: FileHandle): Promise<number>;
}
