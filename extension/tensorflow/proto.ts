/** A field of a protocol buffers message: a varint, or the bytes of a string or nested message. */
export interface ProtoField {
  number: number;
  value: number | Uint8Array;
}

/** The bytes of a message of these fields. Varints must be non-negative safe integers. */
export function encodeProto(fields: readonly ProtoField[]): Uint8Array {
  const out: number[] = [];
  for (const { number, value } of fields) {
    if (typeof value === 'number') {
      pushVarint(out, number << 3);
      pushVarint(out, value);
    } else {
      pushVarint(out, (number << 3) | 2);
      pushVarint(out, value.length);
      out.push(...value);
    }
  }
  return Uint8Array.from(out);
}

/** The varint and length-delimited fields of `message`, in order; fixed-width fields are skipped. */
export function* decodeProto(message: Uint8Array): Generator<ProtoField> {
  let position = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[position++];
      if (byte === undefined) throw new Error('TensorFlow: a description ends early.');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (position < message.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    const wire = key & 7;
    if (wire === 0) {
      yield { number, value: varint() };
    } else if (wire === 2) {
      const length = varint();
      yield { number, value: message.subarray(position, position + length) };
      position += length;
    } else {
      position += wire === 1 ? 8 : 4;
    }
  }
}

function pushVarint(out: number[], value: number): void {
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest & 127) | 128);
  out.push(rest);
}
