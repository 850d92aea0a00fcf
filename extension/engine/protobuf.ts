/**
 * The few encodings of protocol buffers (https://protobuf.dev/programming-guides/encoding) that TensorBoard events and
 * ONNX files need. Each function gives one field, its number included; a message is its fields one after the other.
 */

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** A whole number from 0 to 2^53 (int32, int64, enum). */
export function varintField(field: number, value: number): Uint8Array {
  return Buffer.concat([key(field, VARINT), varint(value)]);
}

export function doubleField(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([key(field, FIXED64), bytes]);
}

export function floatField(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([key(field, FIXED32), bytes]);
}

export function bytesField(field: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytesFieldStart(field, bytes.byteLength), bytes]);
}

/** What comes before the bytes of a field of `bytesField` or `messageField`: for content that is written piece by piece. */
export function bytesFieldStart(field: number, byteLength: number): Uint8Array {
  return Buffer.concat([key(field, LENGTH_DELIMITED), varint(byteLength)]);
}

export function stringField(field: number, text: string): Uint8Array {
  return bytesField(field, Buffer.from(text));
}

/** A nested message, given by its fields. */
export function messageField(field: number, ...fields: Uint8Array[]): Uint8Array {
  return bytesField(field, Buffer.concat(fields));
}

function key(field: number, wireType: number): Uint8Array {
  return varint(field * 8 + wireType);
}

/** Seven bits a byte, lowest first, the top bit set on all but the last. Divides, as shifts would end at 32 bits. */
function varint(value: number): Uint8Array {
  if (!(Number.isSafeInteger(value) && value >= 0)) throw new Error(`${value} cannot be written as a varint.`);
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Uint8Array.of(...bytes, rest);
}
