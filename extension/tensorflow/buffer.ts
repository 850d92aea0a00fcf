import koffi from 'koffi';
import type { CApi, Pointer } from './capi.js';

/** A copy of what a `TF_Buffer` holds. */
export function bufferBytes(c: CApi, buffer: Pointer): Uint8Array {
  // TF_Buffer starts with `const void *data; size_t length`.
  const [data, length] = koffi.decode(buffer, 'uint64_t', 2) as [bigint | number, bigint | number];
  const bytes = new Uint8Array(Number(length));
  if (bytes.length > 0) c.copyOut(bytes, BigInt(data), bytes.length);
  return bytes;
}
