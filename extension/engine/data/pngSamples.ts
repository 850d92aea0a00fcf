import { inflateSync } from 'node:zlib';

/** What a PNG file stores of each pixel, before any palette or scaling to 8 bits makes a colour of it. */
export interface PngSamples {
  width: number;
  height: number;
  /** `[height, width]` */
  data: Uint8Array;
}

/** What a file's start says of its pixels. */
interface Header {
  width: number;
  height: number;
  /** Bits of a pixel: 1, 2, 4 or 8. */
  bits: number;
}

/** A file that is no PNG of single samples of at most 8 bits; the message is a phrase. */
export class NoPngSamples extends Error {}

const SIGNATURE = '\x89PNG\r\n\x1a\n';
const GREY = 0;
const PALETTE = 3;
/** As many pixels as an image may have. */
const MOST_PIXELS = 2 ** 27;

/**
 * The numbers that a grey or palette PNG holds (PNG specification, third edition, sections 7 and 9): of a palette the indices,
 * not the colours; of grey with fewer than 8 bits the values as they are, not scaled. The image decoder gives neither.
 *
 * @throws NoPngSamples for anything else
 */
export function pngSamples(file: Uint8Array): PngSamples {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const { width, height, bits } = pngHeader(bytes);
  const stride = Math.ceil((width * bits) / 8);
  const rows = unfiltered(inflated(bytes, height * (stride + 1)), height, stride);
  const data = bits === 8 ? rows : unpacked(rows, { width, height, bits }, stride);
  return { width, height, data };
}

/** @throws NoPngSamples for pixels that are no single samples of at most 8 bits */
function pngHeader(bytes: Buffer): Header {
  if (
    bytes.length < 33 ||
    bytes.toString('latin1', 0, 8) !== SIGNATURE ||
    bytes.toString('latin1', 12, 16) !== 'IHDR'
  ) {
    throw new NoPngSamples('it is not a PNG file');
  }
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const [bits, colour, interlaced] = [bytes[24]!, bytes[25]!, bytes[28]!];
  if (colour !== GREY && colour !== PALETTE) throw new NoPngSamples('it has colours, not one number for each pixel');
  if (![1, 2, 4, 8].includes(bits)) throw new NoPngSamples(`it has ${bits} bits for each pixel, not at most 8`);
  if (interlaced !== 0) throw new NoPngSamples('it is interlaced');
  if (width === 0 || height === 0) throw new NoPngSamples('it is empty');
  if (width * height > MOST_PIXELS) throw new NoPngSamples('it has more than 134 million pixels');
  return { width, height, bits };
}

/** The decompressed data of all IDAT chunks, of exactly this many bytes. */
function inflated(bytes: Buffer, length: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    const body = bytes.subarray(at + 8, at + 8 + size);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(body);
    at += 12 + size;
  }
  try {
    const data = inflateSync(Buffer.concat(parts), { maxOutputLength: length });
    if (data.length === length) return data;
  } catch {
    // Said below, in the same words as data that end too early.
  }
  throw new NoPngSamples('the file is truncated or damaged');
}

/** Takes back the filter of each row. Pixels of up to 8 bits are filtered byte by byte. */
function unfiltered(data: Buffer, height: number, stride: number): Uint8Array {
  const rows = new Uint8Array(height * stride);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)]!;
    const from = y * (stride + 1) + 1;
    const to = y * stride;
    for (let x = 0; x < stride; x++) {
      const left = x > 0 ? rows[to + x - 1]! : 0;
      const above = y > 0 ? rows[to + x - stride]! : 0;
      const corner = x > 0 && y > 0 ? rows[to + x - stride - 1]! : 0;
      rows[to + x] = data[from + x]! + predicted(filter, left, above, corner);
    }
  }
  return rows;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4:
      return paeth(left, above, corner);
    default:
      throw new NoPngSamples('the file is truncated or damaged');
  }
}

/** The neighbour nearest to left + above - corner; of equally near ones the first. */
function paeth(left: number, above: number, corner: number): number {
  const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

/** Several pixels of a byte, the leftmost in its highest bits. */
function unpacked(rows: Uint8Array, { width, height, bits }: Header, stride: number): Uint8Array {
  const data = new Uint8Array(width * height);
  const perByte = 8 / bits;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const byte = rows[y * stride + Math.floor(x / perByte)]!;
      data[y * width + x] = (byte >> (8 - bits * ((x % perByte) + 1))) & (2 ** bits - 1);
    }
  }
  return data;
}
