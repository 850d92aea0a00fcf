import { PickleEndsError, PickleError } from './pickleValue.js';

/** Longer integers mean nothing in a checkpoint, and converting them takes quadratic time. */
const MAX_INTEGER_BYTES = 64;
const MAX_INTEGER_DIGITS = 150;

/** Reads the arguments of a pickle's instructions one after the other; never beyond the end. */
export class PickleBytes {
  private readonly view: DataView;
  position: number;

  constructor(
    private readonly bytes: Uint8Array,
    start = 0,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = start;
  }

  uint8(): number {
    return this.view.getUint8(this.skip(1));
  }

  uint16(): number {
    return this.view.getUint16(this.skip(2), true);
  }

  int32(): number {
    return this.view.getInt32(this.skip(4), true);
  }

  uint32(): number {
    return this.view.getUint32(this.skip(4), true);
  }

  /** A length; what does not fit into a number does not fit into the file either. */
  uint64(): number {
    return Number(this.view.getBigUint64(this.skip(8), true));
  }

  /** The only big-endian number of the format. */
  float64(): number {
    return this.view.getFloat64(this.skip(8));
  }

  take(count: number): Uint8Array {
    const start = this.skip(count);
    return this.bytes.subarray(start, start + count);
  }

  text(count: number): string {
    // Python writes lone surrogates, which no strict decoder takes.
    return new TextDecoder().decode(this.take(count));
  }

  /** Bytes as Python 2 wrote its strings. */
  latin1(count: number): string {
    return Buffer.from(this.take(count)).toString('latin1');
  }

  /** Up to the next line break, without it. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.position);
    if (end === -1) throw new PickleEndsError();
    const text = this.text(end - this.position);
    this.position = end + 1;
    return text;
  }

  /** A two's complement integer of any length, little-endian. */
  long(count: number): number | bigint {
    if (count > MAX_INTEGER_BYTES) throw new PickleError(`its pickle has an integer of ${count} bytes`);
    let value = 0n;
    const bytes = this.take(count);
    for (let i = count - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
    return plainInteger(BigInt.asIntN(8 * count, value));
  }

  /** An integer in digits; protocol 0 writes long ones with an L. */
  digits(): number | bigint {
    const text = this.line().replace(/L$/, '');
    if (text.length > MAX_INTEGER_DIGITS || !/^[+-]?\d+$/.test(text)) {
      throw new PickleError('its pickle has an integer that is none');
    }
    return plainInteger(BigInt(text));
  }

  private skip(count: number): number {
    const start = this.position;
    if (count > this.bytes.byteLength - start) throw new PickleEndsError();
    this.position = start + count;
    return start;
  }
}

function plainInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
