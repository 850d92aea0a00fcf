import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { UserError } from '../../../errors.js';
import { writeAll } from '../../../files/atomicFile.js';
import { localHeader, type StoredEntry, WIDE, zipDirectory } from './zipEntry.js';

/** Writes an archive of uncompressed records to an open file, one behind the other; none is kept in memory. */
export class ZipWriter {
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
