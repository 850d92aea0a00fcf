import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { UserError } from '../../../errors.js';
import { writeAll, writeAtomically } from '../../../files/atomicFile.js';
import { readSource } from '../../tensorSource.js';
import type { PickleInput } from './pickleInput.js';
import { writePickle } from './pickleWriter.js';
import { localHeader, type StoredEntry, WIDE, zipDirectory } from './zipEntry.js';

/** PyTorch names it for the file, or so where the file has no name; a name that stays needs no escaping. */
const ROOT = 'archive';
/** Of the format, as `torch.save` writes it. */
const VERSION = '3\n';

/**
 * Writes a file that `torch.load(file, weights_only=True)` opens (the zip format since PyTorch 1.6), atomically (see
 * `writeAtomically`). One tensor is in memory at a time.
 *
 * @throws UserError when it cannot be written, and whatever reading a tensor throws; an old file of that name is then still there
 */
export async function writeTorch(file: string, value: PickleInput): Promise<void> {
  const { bytes, storages } = writePickle(value);
  await writeAtomically(file, async handle => {
    const zip = new ZipWriter(handle);
    await zip.add(`${ROOT}/data.pkl`, bytes);
    await zip.add(`${ROOT}/byteorder`, Buffer.from('little'));
    for (const [key, tensor] of storages.entries()) {
      await zip.add(`${ROOT}/data/${key}`, await readSource(`number ${key}`, tensor));
    }
    await zip.add(`${ROOT}/version`, Buffer.from(VERSION));
    await zip.finish();
  });
}

/** Writes an archive of uncompressed records to an open file, one behind the other; none is kept in memory. */
class ZipWriter {
  private readonly entries: StoredEntry[] = [];
  private position = 0;

  constructor(private readonly handle: FileHandle) {}

  /** @throws UserError when the record is too large */
  async add(name: string, content: Uint8Array): Promise<void> {
    const bytes = content.byteLength;
    if (bytes >= WIDE) {
      throw new UserError(`A tensor of ${bytes} bytes does not fit into a PyTorch file; write .safetensors instead.`);
    }
    const entry = { name, bytes, crc: crc32(content), offset: this.position };
    this.entries.push(entry);
    const header = localHeader(entry);
    await writeAll(this.handle, header);
    await writeAll(this.handle, content);
    this.position += header.length + bytes;
  }

  /** Writes the directory, without which nobody can read the archive. */
  async finish(): Promise<void> {
    await writeAll(this.handle, zipDirectory(this.entries, this.position));
  }
}
