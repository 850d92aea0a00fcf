import type { FileHandle } from 'node:fs/promises';

/** Bytes before and after the data of a record. */
const HEAD = 12;
const TAIL = 4;
/** Bytes read in one go, and the longest record: those of scalars have less than a hundred. */
const CHUNK = 2 ** 20;

/**
 * `data` framed as one TFRecord: length (8 bytes), masked checksum of the length (4), data, masked checksum of the data
 * (4), all little-endian (TensorFlow, `core/lib/io/record_writer.h`).
 */
export function tfRecord(data: Uint8Array): Uint8Array {
  const record = Buffer.alloc(HEAD + data.byteLength + TAIL);
  record.writeBigUInt64LE(BigInt(data.byteLength));
  record.writeUInt32LE(maskedCrc(record.subarray(0, 8)), 8);
  record.set(data, HEAD);
  record.writeUInt32LE(maskedCrc(data), HEAD + data.byteLength);
  return record;
}

/**
 * The data of a file's records, in pieces, each with the byte where it ends; up to the first that is cut short or damaged.
 *
 * @throws RangeError at a record that is whole but too long to be a scalar's
 */
export async function* tfRecords(handle: FileHandle): AsyncGenerator<{ data: Buffer; end: number }[]> {
  for (let offset = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, offset);
    const records = wholeRecords(buffer.subarray(0, bytesRead));
    if (records.length === 0) return;
    yield records.map(({ data, end }) => ({ data, end: offset + end }));
    offset += records.at(-1)!.end;
  }
}

function wholeRecords(bytes: Buffer): { data: Buffer; end: number }[] {
  const records: { data: Buffer; end: number }[] = [];
  for (let at = 0; at + HEAD + TAIL <= bytes.length; ) {
    if (bytes.readUInt32LE(at + 8) !== maskedCrc(bytes.subarray(at, at + 8))) break;
    const end = at + HEAD + Number(bytes.readBigUInt64LE(at)) + TAIL;
    if (end - at > CHUNK) throw new RangeError('the record is too long');
    if (end > bytes.length) break;
    const data = bytes.subarray(at + HEAD, end - TAIL);
    if (bytes.readUInt32LE(end - TAIL) !== maskedCrc(data)) break;
    records.push({ data, end });
    at = end;
  }
  return records;
}

/** Rotated and offset: a checksum of data that contains checksums would otherwise be weak. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Reversed Castagnoli polynomial. */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
});

/** CRC-32C (RFC 3720, appendix B.4) of `bytes`, an unsigned 32-bit number. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
