import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';

/** A file in an archive. */
export interface ZippedFile {
  path: string;
  /** Bytes when unpacked. */
  size: number;
}

/** Unpacks an archive into the folder `to` and tells what was in it. */
export async function unzip(archive: string, to: string): Promise<ZippedFile[]> {
  const zip = await openPromise(archive);
  const files: ZippedFile[] = [];
  for await (const entry of zip.eachEntry()) {
    const target = join(to, entry.fileName);
    await mkdir(dirname(target), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
    files.push({ path: entry.fileName, size: entry.uncompressedSize });
  }
  return files;
}
