/** LONG1 writes its length in one byte. No checkpoint has longer integers. */
const MAX_INTEGER_BYTES = 255;

/** The bytes of a pickle that is being written: instructions with their arguments, one behind the other. */
export class PickleBuffer {
  private readonly parts: Buffer[] = [];

  /** Instructions without arguments, or the text of others, a character for each byte. */
  code(text: string): void {
    this.parts.push(Buffer.from(text, 'latin1'));
  }

  /** A class or function by its name in Python. */
  global(module: string, name: string): void {
    this.code(`c${module}\n${name}\n`);
  }

  text(value: string): void {
    const bytes = Buffer.from(value);
    const head = Buffer.alloc(5, 'X');
    head.writeUInt32LE(bytes.length, 1);
    this.parts.push(head, bytes);
  }

  float(value: number): void {
    const bytes = Buffer.alloc(9, 'G');
    bytes.writeDoubleBE(value, 1);
    this.parts.push(bytes);
  }

  integer(value: number | bigint): void {
    if (value >= -(2 ** 31) && value < 2 ** 31) {
      const bytes = Buffer.alloc(5, 'J');
      bytes.writeInt32LE(Number(value), 1);
      this.parts.push(bytes);
    } else {
      this.longInteger(BigInt(value));
    }
  }

  bytes(): Buffer {
    return Buffer.concat(this.parts);
  }

  /** LONG1: two's complement, little-endian, with a bit for the sign. */
  private longInteger(value: bigint): void {
    const magnitude = value < 0n ? -value - 1n : value;
    const count = Math.floor(magnitude.toString(2).length / 8) + 1;
    if (count > MAX_INTEGER_BYTES) throw new RangeError(`An integer of ${count} bytes does not fit into a checkpoint.`);
    const bytes = Buffer.alloc(2 + count);
    bytes[0] = 0x8a;
    bytes[1] = count;
    let rest = BigInt.asUintN(8 * count, value);
    for (let i = 0; i < count; i++, rest >>= 8n) bytes[2 + i] = Number(rest & 0xffn);
    this.parts.push(bytes);
  }
}
