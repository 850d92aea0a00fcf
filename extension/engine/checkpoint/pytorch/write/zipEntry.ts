/** A record of an archive that is stored as it is. */
export interface StoredEntry {
  name: string;
  bytes: number;
  crc: number;
  /** Where its local header begins. */
  offset: number;
}

/** What does not fit into 32 bits says so by these, and stands in an extra field (zip64). */
export const WIDE = 0xffffffff;
const WIDE_COUNT = 0xffff;
const LOCAL_BYTES = 30;
/** PyTorch maps storages into memory, and wants them aligned. */
const ALIGNMENT = 64;
/** The first of January 1980, the earliest: equal contents make equal files. */
const DATE = 0x21;
const VERSION = 45;

/** The header in front of a record. An extra field of PyTorch's kind, FB, fills it up to the alignment of what follows. */
export function localHeader({ name, bytes, crc, offset }: StoredEntry): Buffer {
  const path = Buffer.from(name);
  const unpadded = offset + LOCAL_BYTES + path.length + 4;
  const extra = Buffer.alloc(4 + ((ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT), 'Z');
  extra.write('FB');
  extra.writeUInt16LE(extra.length - 4, 2);
  return Buffer.concat([Buffer.from('PK\x03\x04'), sharedFields(path, bytes, crc, extra.length), path, extra]);
}

/** The directory of an archive and its end, which begin at `start` and are the last of the file. */
export function zipDirectory(entries: readonly StoredEntry[], start: number): Buffer {
  const headers = entries.map(directoryEntry);
  const bytes = headers.reduce((sum, header) => sum + header.length, 0);
  const wide = start >= WIDE || entries.length >= WIDE_COUNT;
  return Buffer.concat([
    ...headers,
    ...(wide ? [wideEnd(entries.length, bytes, start)] : []),
    end(entries.length, bytes, start),
  ]);
}

function directoryEntry({ name, bytes, crc, offset }: StoredEntry): Buffer {
  const path = Buffer.from(name);
  const wide = Buffer.alloc(offset >= WIDE ? 12 : 0);
  if (wide.length > 0) {
    wide.writeUInt16LE(1, 0);
    wide.writeUInt16LE(8, 2);
    wide.writeBigUInt64LE(BigInt(offset), 4);
  }
  const place = Buffer.alloc(14);
  place.writeUInt32LE(Math.min(offset, WIDE), 10);
  const head = Buffer.from([0x50, 0x4b, 1, 2, VERSION, 0]);
  return Buffer.concat([head, sharedFields(path, bytes, crc, wide.length), place, path, wide]);
}

/** What both headers of a record have: version, flags, method, time, date, checksum, packed and unpacked size, lengths. */
function sharedFields(path: Buffer, bytes: number, crc: number, extraBytes: number): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(DATE, 8);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(bytes, 14);
  fields.writeUInt32LE(bytes, 18);
  fields.writeUInt16LE(path.length, 22);
  fields.writeUInt16LE(extraBytes, 24);
  return fields;
}

function end(count: number, bytes: number, start: number): Buffer {
  const record = Buffer.alloc(22);
  record.write('PK\x05\x06', 'latin1');
  record.writeUInt16LE(Math.min(count, WIDE_COUNT), 8);
  record.writeUInt16LE(Math.min(count, WIDE_COUNT), 10);
  record.writeUInt32LE(bytes, 12);
  record.writeUInt32LE(Math.min(start, WIDE), 16);
  return record;
}

/** The end of a large archive, and behind it where that is. */
function wideEnd(count: number, bytes: number, start: number): Buffer {
  const record = Buffer.alloc(56 + 20);
  record.write('PK\x06\x06', 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(VERSION, 12);
  record.writeUInt16LE(VERSION, 14);
  for (const [i, value] of [count, count, bytes, start].entries()) record.writeBigUInt64LE(BigInt(value), 24 + 8 * i);
  record.write('PK\x06\x07', 56, 'latin1');
  record.writeBigUInt64LE(BigInt(start + bytes), 56 + 8);
  record.writeUInt32LE(1, 56 + 16);
  return record;
}
