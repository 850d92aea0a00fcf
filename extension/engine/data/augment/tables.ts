import type { RgbImage } from '../image.js';

/**
 * The operations that look at one byte at a time: every byte is looked up in a table. As Pillow's ImageOps and timm compute them
 * (fact sheet 1.13).
 */

/** 255 - byte. */
export function invert(image: RgbImage): RgbImage {
  return mapBytes(image, byte => 255 - byte);
}

/** Keeps the highest `bits` bits, 0 to 8, of every byte. */
export function posterize(image: RgbImage, bits: number): RgbImage {
  const kept = ~(2 ** (8 - bits) - 1);
  return mapBytes(image, byte => byte & kept);
}

/** Inverts the bytes that are not below `threshold`, 0 to 256. */
export function solarize(image: RgbImage, threshold: number): RgbImage {
  return mapBytes(image, byte => (byte < threshold ? byte : 255 - byte));
}

/** Adds `amount` to the bytes below 128, and stops at 255. */
export function solarizeAdd(image: RgbImage, amount: number): RgbImage {
  return mapBytes(image, byte => (byte < 128 ? Math.min(255, byte + amount) : byte));
}

/** The image with every byte of a channel replaced by what that channel's table has for it, 256 bytes each. */
export function lookUp(image: RgbImage, tables: readonly [Uint8Array, Uint8Array, Uint8Array]): RgbImage {
  const [red, green, blue] = tables;
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i += 3) {
    data[i] = red[image.data[i]!]!;
    data[i + 1] = green[image.data[i + 1]!]!;
    data[i + 2] = blue[image.data[i + 2]!]!;
  }
  return { ...image, data };
}

function mapBytes(image: RgbImage, of: (byte: number) => number): RgbImage {
  const table = Uint8Array.from({ length: 256 }, (_, byte) => of(byte));
  return lookUp(image, [table, table, table]);
}
