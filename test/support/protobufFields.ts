/** A varint as a number, everything else as bytes. */
export type ProtobufValue = number | Buffer;

/** The fields of a message of protocol buffers by their numbers; of a repeated one, the last. */
export function protobufFields(message: Buffer): Record<number, ProtobufValue> {
  return Object.fromEntries(repeatedFields(message));
}

/** All fields of a message, in its order. */
export function repeatedFields(message: Buffer): [number: number, value: ProtobufValue][] {
  const found: [number, ProtobufValue][] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    if (key % 8 === 0) {
      found.push([key >> 3, varint()]);
      continue;
    }
    const length = { 1: 8, 5: 4 }[key % 8] ?? varint();
    found.push([key >> 3, message.subarray(at, at + length)]);
    at += length;
  }
  return found;
}
