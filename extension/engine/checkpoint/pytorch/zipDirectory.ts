import type { FileHandle } from 'node:fs/promises';
import { damaged, readBytes, truncated } from '../../files/fileBytes.js';

/** An entry of a zip archive. */
export interface ZipEntry {
  /** Where its local header begins. */
  offset: number;
  /** Bytes in the file, and unpacked; equal for a stored entry. */
  packed: number;
  bytes: number;
  method: 'stored' | 'deflated' | 'other';
  /** Where the next thing in the file begins. */
  limit: number;
}

const END_BYTES = 22;
const END64_BYTES = 56;
const LOCATOR_BYTES = 20;
const MAX_COMMENT = 0xffff;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
/** A directory of PyTorch takes 100 bytes for each tensor. */
const MAX_DIRECTORY_BYTES = 2 ** 25;

/**
 * The entries of a zip archive by their names, from its directory alone; also of large ones (zip64). Checked are all
 * places and sizes: entries lie in the file, one behind the other, and no two have the same name.
 *
 * @throws UserError when it is no complete archive
 */
export async function readZipDirectory(file: string, handle: FileHandle): Promise<Map<string, ZipEntry>> {
  const { size } = await handle.stat();
  const { start, bytes, count } = await findDirectory(file, handle, size);
  const directory = Buffer.from((await readBytes(file, handle, start, bytes)).buffer);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > bytes || directory.readUInt32LE(at) !== 0x02014b50) {
      throw damaged(file, 'its zip directory ends too early');
    }
    const [nameBytes, extraBytes, comment] = [28, 30, 32].map(place => directory.readUInt16LE(at + place)) as Three;
    const next = at + ENTRY_BYTES + nameBytes + extraBytes + comment;
    if (next > bytes) throw damaged(file, 'its zip directory ends too early');
    const name = directory.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes);
    if (entries.has(name)) throw damaged(file, 'two of its records have the same name');
    const extra = directory.subarray(at + ENTRY_BYTES + nameBytes, at + ENTRY_BYTES + nameBytes + extraBytes);
    entries.set(name, readEntry(directory.subarray(at, at + ENTRY_BYTES), extra));
    at = next;
  }
  checkPlaces(file, entries, start);
  return entries;
}

type Three = [number, number, number];

/** Where the bytes of an entry begin: its local header has a length of its own. @throws UserError as above */
export async function entryStart(file: string, handle: FileHandle, entry: ZipEntry): Promise<number> {
  const local = Buffer.from((await readBytes(file, handle, entry.offset, LOCAL_BYTES)).buffer);
  const start = entry.offset + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
  if (local.readUInt32LE(0) !== 0x04034b50 || start + entry.packed > entry.limit) {
    throw damaged(file, 'a record is not where its zip directory says');
  }
  return start;
}

async function findDirectory(file: string, handle: FileHandle, size: number) {
  const tailStart = Math.max(0, size - END_BYTES - MAX_COMMENT);
  const tail = Buffer.from((await readBytes(file, handle, tailStart, size - tailStart)).buffer);
  const end = tail.lastIndexOf('PK\x05\x06', tail.length - END_BYTES, 'latin1');
  if (end === -1 || tail.length < END_BYTES) {
    throw damaged(file, 'it is a zip archive without its directory, so its end is missing');
  }
  let count = tail.readUInt16LE(end + 10);
  let bytes = tail.readUInt32LE(end + 12);
  let start = tail.readUInt32LE(end + 16);
  const locator = end - LOCATOR_BYTES;
  if (locator >= 0 && tail.readUInt32LE(locator) === 0x07064b50) {
    const at = Number(tail.readBigUInt64LE(locator + 8));
    if (at + END64_BYTES > size) throw truncated(file, size, at + END64_BYTES);
    const end64 = Buffer.from((await readBytes(file, handle, at, END64_BYTES)).buffer);
    if (end64.readUInt32LE(0) !== 0x06064b50) throw damaged(file, 'its zip directory is not where it should be');
    [count, bytes, start] = [32, 40, 48].map(place => Number(end64.readBigUInt64LE(place))) as Three;
  }
  if (start + bytes > size) throw truncated(file, size, start + bytes);
  if (bytes > MAX_DIRECTORY_BYTES) throw damaged(file, `its zip directory would have ${bytes} bytes`);
  return { start, bytes, count };
}

function readEntry(header: Buffer, extra: Buffer): ZipEntry {
  const method = header.readUInt16LE(10);
  const sizes = { packed: header.readUInt32LE(20), bytes: header.readUInt32LE(24), offset: header.readUInt32LE(42) };
  let wide = wideSizes(extra);
  for (const key of ['bytes', 'packed', 'offset'] as const) {
    if (sizes[key] === 0xffffffff && wide.length >= 8) {
      sizes[key] = Number(wide.readBigUInt64LE(0));
      wide = wide.subarray(8);
    }
  }
  return { ...sizes, method: method === 0 ? 'stored' : method === 8 ? 'deflated' : 'other', limit: 0 };
}

/** The part of an entry's extra field that has what does not fit into 32 bits: size, packed size, offset, as needed. */
function wideSizes(extra: Buffer): Buffer {
  for (let at = 0; at + 4 <= extra.length; ) {
    const [id, length] = [extra.readUInt16LE(at), extra.readUInt16LE(at + 2)];
    if (id === 1) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return Buffer.alloc(0);
}

/** Sets the limit of each entry: the next one, or the directory. */
function checkPlaces(file: string, entries: Map<string, ZipEntry>, directoryStart: number): void {
  const inOrder = [...entries.values()].sort((a, b) => a.offset - b.offset);
  for (const [i, entry] of inOrder.entries()) {
    entry.limit = inOrder[i + 1]?.offset ?? directoryStart;
    if (entry.offset + LOCAL_BYTES + entry.packed > entry.limit) {
      throw damaged(file, 'its records overlap or reach beyond its end');
    }
    if (entry.method === 'stored' && entry.packed !== entry.bytes) {
      throw damaged(file, 'a record has two sizes');
    }
  }
}
