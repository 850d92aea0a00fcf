import { crc32c } from './crc32c.js';

/**
 * `data` framed as one TFRecord: length (8 bytes), masked checksum of the length (4), data, masked checksum of the data
 * (4), all little-endian (TensorFlow, `core/lib/io/record_writer.h`).
 */
export function tfRecord(data: Uint8Array): Uint8Array {
  const record = Buffer.alloc(8 + 4 + data.byteLength + 4);
  record.writeBigUInt64LE(BigInt(data.byteLength));
  record.writeUInt32LE(maskedCrc(record.subarray(0, 8)), 8);
  record.set(data, 12);
  record.writeUInt32LE(maskedCrc(data), 12 + data.byteLength);
  return record;
}

/** Rotated and offset: a checksum of data that contains checksums would otherwise be weak. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
