import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { resolve } from 'node:path';

/**
 * Counts, in this process, how often a file is opened and read from its beginning, where the header of every format is or begins:
 * once each time that its header is read. Tensors lie behind it.
 */
export class HeaderReads {
  count = 0;
  private readonly open = promises.open;

  constructor(file: string) {
    promises.open = async (path, ...how) => {
      const handle = await this.open(path, ...how);
      return resolve(String(path)) === resolve(file) ? this.watched(handle) : handle;
    };
    syncBuiltinESMExports();
  }

  stop(): void {
    promises.open = this.open;
    syncBuiltinESMExports();
  }

  private watched(handle: promises.FileHandle): promises.FileHandle {
    const read = handle.read.bind(handle) as (...args: unknown[]) => Promise<unknown>;
    let isHeader = false;
    const watched = (...args: unknown[]) => {
      if (args[3] === 0 && !isHeader) {
        isHeader = true;
        this.count++;
      }
      return read(...args);
    };
    return Object.assign(handle, { read: watched });
  }
}

/** How often the header of a file is read while `use` lasts. */
export async function headerReads(file: string, use: () => Promise<unknown>): Promise<number> {
  const reads = new HeaderReads(file);
  try {
    await use();
    return reads.count;
  } finally {
    reads.stop();
  }
}
