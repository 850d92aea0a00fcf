import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The size in bytes of all files in a folder; what goes while it is looked at does not count. */
export async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  let size = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    size += await lstat(join(entry.parentPath, entry.name)).then(
      file => file.size,
      () => 0,
    );
  }
  return size;
}
