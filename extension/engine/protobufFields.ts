const VARINT = 0;
const BYTES_OF: Record<number, number> = { 1: 8, 5: 4 };
const LENGTH_DELIMITED = 2;

/**
 * The fields of a protocol-buffer message in their order: varints (below 2^53) as numbers, everything else as its bytes.
 *
 * @throws RangeError for bytes that are no message
 */
export function* fieldsOf(message: Buffer): Generator<[field: number, value: number | Buffer]> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; scale < 2 ** 53; scale *= 128) {
      const byte = message.readUInt8(at++);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number is too long');
  };
  while (at < message.length) {
    const key = varint();
    const [field, type] = [Math.floor(key / 8), key % 8];
    if (type === VARINT) {
      yield [field, varint()];
      continue;
    }
    const length = type === LENGTH_DELIMITED ? varint() : BYTES_OF[type];
    if (length === undefined || at + length > message.length) throw new RangeError('a field is cut short');
    yield [field, message.subarray(at, at + length)];
    at += length;
  }
}
