import type { FileHandle } from 'node:fs/promises';
import { UserError } from '../../errors.js';
import { damaged, readBytes, truncated } from '../../files/fileBytes.js';
import { readPickle } from './pickle.js';
import { PickleEndsError, type PickleValue } from './pickleValue.js';
import type { Storage } from './storedTensor.js';
import { MAX_PICKLE_BYTES, type StoragePlace, type TorchContents } from './torchContents.js';
import { TorchVocabulary } from './torchVocabulary.js';
import { bigEndian } from './torchZip.js';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const VERSION = 1001;
/** Pickles do not say how long they are: this much is read first, and more where it does not suffice. */
const FIRST_BYTES = 2 ** 18;
const COUNT_BYTES = 8;

/**
 * Reads the format before PyTorch 1.6: pickles of a magic number, a version, the system, the value and the keys of the
 * storages; then each storage, its number of elements before it.
 */
export async function readTorchLegacy(file: string, handle: FileHandle): Promise<TorchContents> {
  const { size } = await handle.stat();
  const { values, end, vocabulary } = await readPickles(file, handle, size);
  const [, , system, value, keys] = values as [unknown, unknown, PickleValue, PickleValue, PickleValue];
  if (system instanceof Map && system.get('little_endian') === false) throw bigEndian(file);
  if (!Array.isArray(keys)) throw damaged(file, 'it has no list of its storages');
  const storages = new Map<string, StoragePlace>();
  let at = end;
  for (const key of keys) {
    const storage = typeof key === 'string' && !storages.has(key) ? vocabulary.storages.get(key) : undefined;
    if (!storage) throw damaged(file, 'its list of storages names one that no tensor has');
    storages.set(storage.key, placeOf(file, storage, at));
    at += COUNT_BYTES + storage.bytes;
  }
  if (at > size) throw truncated(file, size, at);
  for (const key of vocabulary.storages.keys()) {
    if (!storages.has(key)) throw damaged(file, `it has no record of its storage ${key}`);
  }
  return { value, storages };
}

async function readPickles(file: string, handle: FileHandle, size: number) {
  const limit = Math.min(size, MAX_PICKLE_BYTES);
  for (let bytes = Math.min(FIRST_BYTES, limit); ; bytes = Math.min(8 * bytes, limit)) {
    const start = await readBytes(file, handle, 0, bytes);
    try {
      return parsePickles(file, start);
    } catch (error) {
      if (!(error instanceof PickleEndsError) || bytes === limit) throw error;
    }
  }
}

function parsePickles(file: string, bytes: Uint8Array) {
  const vocabulary = new TorchVocabulary();
  const values: PickleValue[] = [];
  let end = 0;
  while (values.length < 5) {
    const pickle = readPickle(bytes, vocabulary, end);
    values.push(pickle.value);
    end = pickle.end;
    if (values.length === 1 && values[0] !== MAGIC) {
      throw new UserError(`${file} is a pickle but no file of PyTorch: name one that torch.save wrote.`);
    }
    if (values.length === 2 && values[1] !== VERSION) {
      throw new UserError(
        `${file} has an unknown version of PyTorch's old format: save it again with PyTorch 1.6 or newer.`,
      );
    }
  }
  return { values, end, vocabulary };
}

function placeOf(file: string, { key, count, bytes }: Storage, at: number): StoragePlace {
  const start = async (handle: FileHandle) => {
    const written = Buffer.from((await readBytes(file, handle, at, COUNT_BYTES)).buffer).readBigInt64LE();
    if (written !== BigInt(count)) {
      throw damaged(file, `its storage ${key} should have ${count} elements but has ${written}`);
    }
    return at + COUNT_BYTES;
  };
  return { bytes, start };
}
