import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Entry, ZipFile } from 'yauzl';
import { openPromise } from 'yauzl';
import { messageOf, UserError } from '../../engine/errors.js';
import type { InstalledFile } from './manifest.js';
import type { ProgressListener } from './progress.js';

interface Options {
  onProgress?: ProgressListener;
  signal?: AbortSignal;
}

/** The sha256 of a file, in hexadecimal. */
export async function sha256OfFile(file: string, { onProgress, signal }: Options): Promise<string> {
  const total = (await stat(file)).size;
  const hash = createHash('sha256');
  let done = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20, signal })) {
    hash.update(chunk);
    done += chunk.length;
    onProgress?.({ phase: 'verify', done, total });
  }
  return hash.digest('hex');
}

/** Package and version of a wheel by its file name: `name-version-python-abi-platform.whl`. */
export function wheelIdentity(wheel: string): { name: string; version: string } | undefined {
  const match = /^([^-]+)-([^-]+)(-[^-]+)?-[^-]+-[^-]+-[^-]+\.whl$/.exec(basename(wheel));
  return match ? { name: match[1]!.toLowerCase().replaceAll('_', '-'), version: match[2]! } : undefined;
}

/** The wheel's own description, the text of its METADATA. */
export async function readMetadata(wheel: string): Promise<string> {
  return reading(wheel, async zip => {
    for await (const entry of zip.eachEntry()) {
      if (isInfo(entry, 'METADATA')) return text(await zip.openReadStreamPromise(entry));
    }
    throw new Error('it has no METADATA');
  });
}

/**
 * Unpacks the files that `wanted` picks into `folder`, under their paths in the wheel. Each is held against the sha256
 * that the wheel's own RECORD gives for it. Programs are executable.
 *
 * @throws UserError when the file is no intact wheel
 */
export async function unpackWheel(
  wheel: string,
  folder: string,
  wanted: (path: string) => boolean,
  { onProgress, signal }: Options,
): Promise<InstalledFile[]> {
  return reading(wheel, async zip => {
    const entries: Entry[] = [];
    let record = '';
    for await (const entry of zip.eachEntry()) {
      if (isInfo(entry, 'RECORD')) record = await text(await zip.openReadStreamPromise(entry));
      else if (wanted(entry.fileName) && !entry.fileName.endsWith('/')) entries.push(entry);
    }
    const recorded = recordedHashes(record);
    const total = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    let done = 0;
    const files: InstalledFile[] = [];
    for (const entry of entries) {
      const hash = createHash('sha256');
      const watch = new Transform({
        transform(chunk: Buffer, _encoding, next) {
          hash.update(chunk);
          const before = done;
          done += chunk.length;
          // The pieces that arrive are small; once a mebibyte is often enough.
          if (done === total || Math.floor(done / 2 ** 20) > Math.floor(before / 2 ** 20)) {
            onProgress?.({ phase: 'unpack', done, total });
          }
          next(null, chunk);
        },
      });
      const target = join(folder, entry.fileName);
      await mkdir(dirname(target), { recursive: true });
      const file = createWriteStream(target, { mode: isExecutable(entry) ? 0o777 : 0o666 });
      await pipeline(await zip.openReadStreamPromise(entry), watch, file, { signal });
      const digest = hash.digest();
      if (recorded.get(entry.fileName) !== digest.toString('base64url')) {
        throw new Error(`${entry.fileName} in it is not what its RECORD says`);
      }
      files.push({ path: entry.fileName, bytes: entry.uncompressedSize, sha256: digest.toString('hex') });
    }
    return files;
  });
}

async function reading<T>(wheel: string, use: (zip: ZipFile) => Promise<T>): Promise<T> {
  let zip: ZipFile | undefined;
  try {
    // yauzl refuses paths that lead out of the folder.
    zip = await openPromise(wheel, { lazyEntries: true, autoClose: false });
    return await use(zip);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (error instanceof UserError || code === 'ABORT_ERR' || code === 'ENOSPC') throw error;
    throw new UserError(`${wheel} is not an intact wheel (${messageOf(error)}): download it again.`);
  } finally {
    zip?.close();
  }
}

/** Whether pip would make it executable: where somebody may execute it by the Unix mode in the archive. */
function isExecutable(entry: Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & 0o111) !== 0;
}

function isInfo(entry: Entry, name: string): boolean {
  return entry.fileName.endsWith(`.dist-info/${name}`);
}

/** RECORD: one `path,sha256=digest,bytes` a line, the digest in unpadded URL-safe base64. */
function recordedHashes(record: string): Map<string, string> {
  const rows = record.split('\n').map(line => /^(.*),sha256=([\w-]+),\d*\s*$/.exec(line));
  return new Map(rows.filter(row => row !== null).map(row => [row[1]!, row[2]!]));
}
