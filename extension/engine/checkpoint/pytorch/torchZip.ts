import type { FileHandle } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import { UserError } from '../../errors.js';
import { damaged, readBytes } from '../../files/fileBytes.js';
import { readPickle } from './pickle.js';
import type { Storage } from './storedTensor.js';
import { MAX_PICKLE_BYTES, type StoragePlace, type TorchContents } from './torchContents.js';
import { TorchVocabulary } from './torchVocabulary.js';
import { entryStart, readZipDirectory, type ZipEntry } from './zipDirectory.js';

/**
 * Reads the pickle of the format since PyTorch 1.6: an archive with `<name>/data.pkl` and a record `<name>/data/<key>` for
 * each storage.
 */
export async function readTorchZip(file: string, handle: FileHandle): Promise<TorchContents> {
  const entries = await readZipDirectory(file, handle);
  const pickles = [...entries.keys()].filter(name => /^[^/]+\/data\.pkl$/.test(name));
  const [pickle] = pickles;
  if (pickle === undefined || pickles.length > 1) {
    throw new UserError(`${file} is a zip archive but no file of PyTorch: name one that torch.save wrote.`);
  }
  const root = pickle.slice(0, -'data.pkl'.length);
  await requireLittleEndian(file, handle, entries.get(`${root}byteorder`));
  const vocabulary = new TorchVocabulary();
  const { value } = readPickle(await readSmall(file, handle, entries.get(pickle)!), vocabulary);
  const storages = new Map<string, StoragePlace>();
  for (const [key, storage] of vocabulary.storages) {
    storages.set(key, placeOf(file, storage, entries.get(`${root}data/${key}`)));
  }
  return { value, storages };
}

function placeOf(file: string, { key, bytes }: Storage, entry: ZipEntry | undefined): StoragePlace {
  if (!entry) throw damaged(file, `it has no record of its storage ${key}`);
  if (entry.method !== 'stored') {
    throw new UserError(
      `${file} has compressed tensors, which PyTorch never writes; unpack it and pack it uncompressed.`,
    );
  }
  if (entry.bytes !== bytes) throw damaged(file, `its storage ${key} needs ${bytes} bytes but has ${entry.bytes}`);
  return { bytes, start: handle => entryStart(file, handle, entry) };
}

async function requireLittleEndian(file: string, handle: FileHandle, entry: ZipEntry | undefined): Promise<void> {
  if (!entry || new TextDecoder().decode(await readSmall(file, handle, entry)) !== 'big') return;
  throw bigEndian(file);
}

/** The sentence for a file from a machine of another kind. */
export function bigEndian(file: string): UserError {
  return new UserError(`${file} was written on a big-endian machine; load it there and save it as safetensors.`);
}

/** A record that is no tensor. */
async function readSmall(file: string, handle: FileHandle, entry: ZipEntry): Promise<Uint8Array> {
  if (Math.max(entry.packed, entry.bytes) > MAX_PICKLE_BYTES) throw damaged(file, 'its pickle is far too large');
  const packed = await readBytes(file, handle, await entryStart(file, handle, entry), entry.packed);
  if (entry.method === 'stored') return packed;
  if (entry.method === 'other') throw damaged(file, 'its pickle is compressed in an unknown way');
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.bytes) });
  } catch {
    throw damaged(file, 'its pickle cannot be unpacked');
  }
}
